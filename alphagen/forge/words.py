"""Words for inputs and for constants: English ones, and coined ones that nobody has seen before.

A model that met few words would remember them; it has to copy them from the statement.
"""

from functools import cache
from random import Random

WORDS = tuple(
    "apple river stone cloud tiger lemon chair plane music water green light horse bread sugar "
    "night train paper glass tower field beach ocean robot delta honey maple olive piano quilt "
    "radio salad table uncle vivid whale zebra amber bison cedar dance eagle flame grape house "
    "island jungle kettle ladder mirror needle orange pencil rabbit silver turtle velvet window "
    "anna bob carl dora emil fay gus hana ivan june kim leo mia nils otto pam quin rosa sam tina "
    "cat dog sun sky red map key box pen cup hat bus ant owl pig fox day art ink oil axe it we go "
    "to be or in on up at my no so the and for was are but not you all can her one our out a i "
    "able above acorn actor after again agent alarm album alley angle ankle april arena argue "
    "armor arrow atlas attic autumn award bacon badge baker bamboo banana banjo barn basil basket "
    "battle beacon bean bear beard beaver bell bench berry bicycle bird biscuit black blanket "
    "blue boat bonus book border bottle bounce bowl branch brave breeze brick bridge bright "
    "broken bronze brother brown brush bubble bucket budget buffalo bulb butter button cabin "
    "cable cactus cake camel camera camp canal candle candy canoe canyon captain caravan card "
    "cargo carpet carrot castle cause cave celery cello century cheese cherry chess chicken choir "
    "circle city clay clever cliff clock clover coach coast coat cobra coconut code coffee coin "
    "cold comet compass copper coral corn cotton couch count country cousin cow crab crane cream "
    "cricket crown crystal cube curve daisy danger dark dawn deer desert diamond dinner doctor "
    "dolphin donkey door dragon dream dress drum duck dune dust early earth east easy echo edge "
    "eight elbow elder elephant eleven emerald empty engine error evening event exit fabric fable "
    "factor fair falcon family farmer fast father feather fence ferry fiber fiddle fifteen finger "
    "fire fish five flag flock floor flour flower flute foggy forest fork fossil fountain four "
    "frame fresh friend frog frost fruit funny garden garlic gate gentle ghost giant ginger "
    "giraffe glacier glove goat gold goose gorilla grain granite grass gravel gravy great grey "
    "guard guest guitar hammer hamster happy harbor harvest hawk hazel heart heavy hedge helmet "
    "hidden hill hippo hockey hollow home honest hotel hour hundred hunter ice icicle idea igloo "
    "iron ivory jacket jaguar jelly jewel joker journey juice jump kayak kernel king kitchen kite "
    "kitten knight koala lake lamp lantern large laser laugh lava lazy leaf leather lecture "
    "legend lentil lesson letter level library lily lime linen lion lizard lobster local lock "
    "logic long lotus lucky lunch magnet mango marble march market mask master match meadow "
    "melody melon memory metal meteor middle mile milk million mint minute model moment monday "
    "monkey month moon morning moss mother motor mountain mouse movie muffin museum napkin narrow "
    "nature nephew nest never nickel nine noble noodle north nose novel number nurse oak oasis "
    "oat october office old onion opera orbit orchard order organ other otter oven oyster paddle "
    "page paint palace palm panda panther parade park parrot party pasta path pause peach peanut "
    "pear pebble pelican pepper perfect phone photo pickle picnic pigeon pilot pine pink pirate "
    "pizza planet plank plate plum pocket poem point polar pond pony poppy potato powder power "
    "prince prize proud pumpkin puppet purple puzzle quarter queen quick quiet quiz raccoon rain "
    "ranger raven reader record reef remote rescue rhino ribbon rice ridge right ring road rocket "
    "roof root rope rough round royal ruby rugby ruler runner rural rust saddle safari sail "
    "salmon salt sand sapphire sauce saturn scarf school score scout second secret seven shadow "
    "shark sheep shelf shell shield ship shirt shore short shovel signal silk simple sister six "
    "skate sketch sleepy slow small smile smoke snail snake snow soap soccer sock soda solar "
    "solid song soup south space spark spider spoon spring square squirrel stable star station "
    "steam steel stork storm story straw street string strong student subway summer sunday swan "
    "sweater swift sword syrup tango target taxi teacher team temple ten tennis thirty thread "
    "three thunder ticket tide timber tiny toast today tomato topaz torch tractor trail travel "
    "tree tribe trumpet truth tulip tunnel turkey twelve twenty twin two umbrella under union "
    "unit upper valley vanilla vapor vector village violin visitor voice volcano voyage wagon "
    "walnut walrus warm watch wave wealth weaver west wheat wheel whisper white wide wild willow "
    "wind wing winter wise wizard wolf wonder wood wool word world wren yacht yard year yellow "
    "yogurt young zero zone".split()
)
CONSONANTS = "bcdfghjklmnprstvwz"
VOWELS = "aeiou"
COINED = 0.4
"""Share of the words that are coined."""


def coin(rng: Random, length: int) -> str:
    """Make up a word that can be spoken, more or less."""
    start = rng.random() < 0.7
    sounds = (CONSONANTS, VOWELS) if start else (VOWELS, CONSONANTS)
    return "".join(rng.choice(sounds[place % 2]) for place in range(length))


@cache
def _within(shortest: int, longest: int) -> tuple[str, ...]:
    return tuple(word for word in WORDS if shortest <= len(word) <= longest)


def draw_words(rng: Random, count: int, shortest: int, longest: int) -> tuple[str, ...]:
    """Draw different words with lengths within the bounds."""
    pool = _within(shortest, longest)
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        if pool and rng.random() >= COINED:
            drawn[rng.choice(pool)] = None
        else:
            drawn[coin(rng, rng.randint(shortest, longest))] = None
    return tuple(drawn)
