"""Worlds for stories: things that are counted, measured and compared."""

# ruff: noqa: E501 - a table

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class World:
    """Things with a quantity.

    Attributes:
        one: what a thing is called.
        several: its plural.
        what: the quantity.
        whats: its plural.
        unit: of the quantity; may be empty.
        opening: a sentence that says there are ``{n}`` of them.
        signed: whether the quantity may be negative.
    """

    one: str
    several: str
    what: str
    whats: str
    unit: str
    opening: str
    signed: bool = False


_TABLE = """
parcel|parcels|weight|weights|kilograms|{n} parcels are waiting in the post office of {place}.
pupil|pupils|height|heights|centimetres|There are {n} pupils in the class of {person}.
song|songs|length|lengths|seconds|{person} made a playlist of {n} songs.
player|players|score|scores|points|{n} players took part in the tournament of {place}.
shop|shops|price|prices|coins|{n} shops sell the book that {person} wants.
tree|trees|height|heights|metres|Along the street there are {n} trees.
train|trains|delay|delays|minutes|{n} trains arrived at {place} today.
book|books|number of pages|numbers of pages||{person} has {n} books on the shelf.
cow|cows|milk yield|milk yields|litres|A farmer keeps {n} cows.
box|boxes|volume|volumes|litres|In the cellar of {person} there are {n} boxes.
road|roads|length|lengths|kilometres|{n} roads lead out of {place}.
robot|robots|power|powers|units|{person} built {n} robots.
customer|customers|bill|bills|euros|{n} customers came to the restaurant this evening.
tower|towers|height|heights|floors|The skyline of {place} has {n} towers.
runner|runners|time|times|seconds|{n} runners finished the race.
visitor|visitors|age|ages|years|{n} visitors came to the museum.
fish|fish|weight|weights|grams|{person} caught {n} fish.
team|teams|result|results|points|{n} teams took part in the school quiz.
card|cards|value|values||{person} lays {n} cards in a row.
house|houses|number of windows|numbers of windows||A street has {n} houses.
ship|ships|load|loads|tons|{n} ships are in the harbour of {place}.
lamp|lamps|brightness|brightnesses|lumens|{n} lamps light the square of {place}.
plant|plants|age|ages|days|{person} grows {n} plants.
ticket|tickets|price|prices|dollars|{person} looks at {n} tickets for the concert.
day|days|temperature|temperatures|degrees|{person} wrote down the temperature of {n} days.|signed
month|months|profit|profits|coins|A firm looks back on {n} months; a loss counts as a negative profit.|signed
stop|stops|altitude|altitudes|metres|A hike has {n} stops, some of them below sea level.|signed
round|rounds|result|results|points|A game has {n} rounds; in some of them points are lost.|signed
lake|lakes|depth|depths|metres|There are {n} lakes around {place}.
photo|photos|size|sizes|megabytes|{person} took {n} photos.
cake|cakes|number of candles|numbers of candles||{n} cakes stand in the window of a bakery.
student|students|mark|marks|points|{n} students wrote the test.
"""


def _world(row: str) -> World:
    one, several, what, whats, unit, opening, *flags = row.split("|")
    return World(one, several, what, whats, unit, opening, signed=bool(flags))


WORLDS = tuple(_world(row) for row in _TABLE.strip().split("\n"))

PAIRS = tuple(
    tuple(row.split("|"))
    for row in """
product|products|price|quality|{n} products are on offer in a shop of {place}.
player|players|number of wins|number of losses|{n} players meet in a tournament.
match|matches|number of home goals|number of away goals|{person} saw {n} matches this season.
day|days|income|expense|{person} kept the books for {n} days.
box|boxes|length|width|{person} cut {n} sheets for the bottoms of boxes.
pupil|pupils|mark in maths|mark in sport|A class has {n} pupils.
city|cities|number of births|number of deaths|Statistics of {n} cities were published.
task|tasks|reward|effort|{person} has a list of {n} tasks.
car|cars|speed|age|{n} cars are parked in a row.
candidate|candidates|number of yes votes|number of no votes|{n} candidates stood for election.
stop|stops|number of people getting on|number of people getting off|A bus passes {n} stops.
room|rooms|number of seats|number of guests|A hotel in {place} has {n} rooms.
hero|heroes|strength|armour|{n} heroes live in {place}.
dish|dishes|price|rating|The menu lists {n} dishes.
flight|flights|planned time|actual time|{n} flights landed today.
""".strip().split("\n")
)


def draw_world(rng: Random, *, signed: bool = False) -> World:
    """Draw a world, one whose quantity may be negative when that is asked for."""
    return rng.choice([world for world in WORLDS if world.signed == signed])
