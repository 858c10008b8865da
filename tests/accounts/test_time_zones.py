from __future__ import annotations

from zoneinfo import available_timezones

from accounts.time_zones import AT_HOME, name_of_today, zone_choices


def names_in(choices):
    return [name for label, zones in choices if isinstance(zones, list) for name, _city in zones]


def test_the_country_stands_first_by_the_names_people_use():
    empty, home, *_rest = zone_choices()
    assert empty == ("", "Choose your time zone")
    assert home[0] == "United States and territories"
    assert home[1][:4] == [
        ("America/New_York", "Eastern (New York)"),
        ("America/Chicago", "Central (Chicago)"),
        ("America/Denver", "Mountain (Denver)"),
        ("America/Phoenix", "Arizona (Phoenix)"),
    ]
    assert [name for name, _ in home[1]] == AT_HOME


def test_each_place_is_there_once_by_the_name_it_has_today():
    names = names_in(zone_choices())
    assert len(names) == len(set(names)) > 400
    assert {"America/Argentina/Buenos_Aires", "Asia/Kolkata", "Asia/Ho_Chi_Minh", "Europe/Kyiv", "Europe/Oslo"} < set(
        names
    )
    old = {
        "Asia/Calcutta",
        "Asia/Saigon",
        "Europe/Kiev",
        "Australia/ACT",
        "Australia/LHI",
        "Australia/West",
        "US/Eastern",
    }
    assert old & set(names) == set()


def test_every_place_under_an_old_name_is_there_under_its_new_one():
    names = set(names_in(zone_choices()))
    regions = ("America", "Europe", "Asia", "Africa", "Australia", "Pacific", "Indian", "Atlantic", "US")
    lost = {name for name in available_timezones() if name.startswith(regions) and name_of_today(name) not in names}
    assert lost == set()
    assert name_of_today("Asia/Calcutta") == "Asia/Kolkata"
    assert name_of_today("US/Eastern") == "America/New_York"
    assert name_of_today("Europe/Oslo") == "Europe/Oslo"
    assert name_of_today("Nowhere") == "Nowhere"


def test_all_of_the_country_stands_before_the_others():
    _empty, _home, (label, elsewhere), (next_label, _cities), *_rest = zone_choices()
    assert (label, next_label) == ("Other places in the United States", "Americas")
    assert {"America/Detroit", "America/Boise", "America/Indiana/Knox", "America/St_Thomas"} < dict(elsewhere).keys()


def test_cities_are_read_as_cities():
    regions = {label: dict(zones) for label, zones in zone_choices() if isinstance(zones, list)}
    assert regions["Americas"]["America/Argentina/Buenos_Aires"] == "Argentina, Buenos Aires"
    assert list(regions["Europe"].values()) == sorted(regions["Europe"].values())


def test_an_old_name_one_has_stays_a_choice():
    assert ("US/Eastern", "Eastern") in zone_choices("US/Eastern")
    assert ("US/Eastern", "Eastern") not in zone_choices("America/New_York")
