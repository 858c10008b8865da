# The portal as an image: web server, worker, clock and migrations are the same image with another command
# (docker-compose.yml). It runs as nobody special, keeps everything it writes in /data, and holds no secret.

FROM python:3.13-slim AS requirements
COPY requirements/base.txt /tmp/base.txt
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: -r /tmp/base.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    BIND=0.0.0.0 \
    PORT=8000 \
    PORTAL_DATA_DIR=/data \
    STATIC_ROOT=/srv/static
# pg_dump and pg_restore, for `manage.py backup` and `restore`.
RUN apt-get update -qq && apt-get install -qq --yes --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin portal \
    && install --directory --owner portal --mode 0750 /data
COPY --from=requirements /venv /venv
WORKDIR /app
COPY . .
# Collected while building, so that every container of this version serves the same files. The key is for this line.
RUN SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(64))') PORTAL_DATA_DIR=/tmp/building \
    python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q . \
    && rm -rf /tmp/building
USER portal
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s CMD ["python", "-m", "cop_portal.probe"]
CMD ["gunicorn", "--config", "python:cop_portal.gunicorn_conf"]
