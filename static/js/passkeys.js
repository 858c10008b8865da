// Passkeys: a form that says data-passkey asks the browser for one, then sends itself. Needs mfa/js/webauthn-json.js (allauth).
"use strict";

(() => {
  const { webauthnJSON } = window;

  const OPTIONS = {
    // A new passkey. Where one is to sign in with it alone, it has to ask for a finger, face or PIN.
    async create(form) {
      const { creation_options: options } = given();
      const alone = form.querySelector("[name=passwordless]")?.checked ?? false;
      Object.assign(options.publicKey.authenticatorSelection ??= {}, {
        residentKey: alone ? "required" : "discouraged",
        requireResidentKey: alone,
        ...(alone ? { userVerification: "required" } : {}),
      });
      return webauthnJSON.create(options);
    },
    // One of somebody the page knows.
    async get() {
      return webauthnJSON.get(given().request_options);
    },
    // Whoever's it is: the portal is asked only now, so that looking at the page leaves nothing behind.
    async login(form) {
      const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      return webauthnJSON.get((await answer.json()).request_options);
    },
  };

  const given = () => JSON.parse(document.getElementById("passkey-options").textContent);

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!webauthnJSON?.supported()) continue;
    const problem = form.querySelector("[role=alert]");
    form.hidden = false;
    for (const note of document.querySelectorAll("[data-without-passkeys]")) note.hidden = true;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      problem.textContent = "";
      try {
        form.elements.credential.value = JSON.stringify(await OPTIONS[form.dataset.passkey](form));
      } catch {
        // Called off, too slow, known already, or not this device's: browsers don't say which.
        problem.textContent = form.dataset.problem;
        return;
      }
      form.submit();
    });
  }
})();
