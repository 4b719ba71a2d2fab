"""What schemathesis must be told of Logcast's interface, and the checks that it does not have.

- Values of the grammars that the document names by `format`, such as times and expressions.
- What OpenAPI has no words for, and the document says with x-excludes and x-needs.
- An end for streams that follow: a request that would go on for ever gets `for` or `until`.
- IDs that are in the log, and each documented form of an answer by `Accept`.
- Checks of every line of the answers that are no single JSON document, and of gatewayd's word about methods.
"""

import json
import os
import re
import time
import zlib

import jsonschema
import schemathesis
from hypothesis import strategies as st

DOCUMENT = json.load(open(os.environ["LOGCAST_DOCUMENT"]))
IDS = os.environ["LOGCAST_IDS"].split(",")
BOOTS = os.environ["LOGCAST_BOOTS"].split(",")
CURSORS = os.environ["LOGCAST_CURSORS"].split(" ")
GATEWAYD = {"/entries", "/machine", "/fields/{field}", "/browse"}
TRUE = {"", "1", "yes", "y", "true", "t", "on"}

# Grammars.

WORD = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\\*?[]!\"' :<>="), min_size=1, max_size=12)
NUMBER = st.integers(0, 9999)
UNIT = st.sampled_from("us ms s m h d w min hours days".split())
SPAN = st.builds(lambda number, unit: f"{number}{unit}", st.integers(1, 99), UNIT)
DAY = st.sampled_from(["today", "yesterday", "tomorrow", "2024-01-02", "2026-11-23", "1999-12-31"])
CLOCK = st.builds(lambda h, m, s: f"{h:02}:{m:02}{s}", st.integers(0, 23), st.integers(0, 59), st.sampled_from(["", ":07", ":59.5"]))
TIME = st.one_of(
    st.builds(lambda span: f"-{span}", SPAN), st.builds(lambda span: f"{span} ago", SPAN), st.just("now"), DAY, CLOCK,
    st.builds(lambda day, clock: f"{day} {clock}", DAY, CLOCK), st.builds(lambda number: f"@{number}", st.integers(0, 4102444800)),
    st.builds(lambda clock: f"2024-01-02T{clock[:5]}:00+01:00", CLOCK), st.just("2024-01-02T03:04:05Z"),
)
PRIORITY = st.sampled_from("emerg alert crit err warning notice info debug 0 3 7 warning..err !info..debug !debug..debug".split())
FACILITY = st.lists(st.sampled_from("kern user mail daemon auth syslog cron authpriv local0 local7 16 127".split()), min_size=1, max_size=3)
ATOM = st.one_of(WORD.map(re.escape), st.sampled_from([".", "[a-z]", "[^0-9]", r"\d", r"\w+", "50[0-9]", "(a|b)", "é"]))
PCRE = st.lists(st.builds(lambda atom, times: f"(?:{atom}){times}", ATOM, st.sampled_from(["", "", "?", "*", "{1,3}"])), min_size=1, max_size=4)
TERM = st.one_of(
    WORD.filter(lambda word: not word.startswith("-")).map(lambda word: f'"{word}"'), WORD.map(lambda word: f'-"{word}"'), st.just("/50[0-9]/"),
    st.sampled_from(["unit:web*", "prio<=err", "_PID:12", "since:-10m", "boot:all", "host:testhost", "id:db", "k:0"]),
)
FIELD = st.from_regex(r"[A-Z_][A-Z0-9]{1,12}", fullmatch=True).filter(lambda name: not name.startswith("__"))
CURSOR = st.sampled_from(CURSORS + ["s=0a1b2c3d4e5f60718293a4b5c6d7e8f9;i=7;b=0a1b2c3d4e5f60718293a4b5c6d7e8f9;m=1;t=60d6a1b2c3d4e;x=7"])
COUNT = st.integers(-9, 99)
GRAMMARS = {
    "name": st.one_of(WORD, st.sampled_from(["web.service", "db", "web*", "!db.service", "testhost"])),
    "boot": st.one_of(st.sampled_from(["", "0", "-1", "+1", "all", "!0"]), st.sampled_from(BOOTS)),
    "priority": PRIORITY,
    "facility": FACILITY.map(",".join),
    "user": st.builds(lambda mark, number: f"{mark}{number}", st.sampled_from(["", "!"]), st.integers(0, 4294967295)),
    "time-expression": TIME,
    "time-span": SPAN,
    "time-zone": st.sampled_from(["UTC", "Z", "+01:00", "-0330", "+2", "Europe/Berlin", "America/St_Johns", "Asia/Kolkata"]),
    "pcre": PCRE.map("".join),
    # A field that must be there once, since, is there once.
    "logcast-query": st.lists(TERM, max_size=5, unique=True).map(" ".join),
    "field-names": st.one_of(st.sampled_from(["own", "all", "none"]), st.lists(FIELD, min_size=1, max_size=4).map(",".join)),
    "entries-range": st.one_of(
        st.builds(lambda skip, count: f"entries=:{skip}:{count}", COUNT, st.integers(1, 99)),
        st.builds(lambda count: f"entries=:{count}", st.integers(1, 99)),
        st.builds(lambda cursor: f"entries={cursor}:1:5", CURSOR), st.just("realtime=1704164700:1704168300"),
        st.just("realtime=1704164700::2:3"), st.just("bytes=0-99"),
    ),
    "journal-cursor": CURSOR,
}
for name, strategy in GRAMMARS.items():
    schemathesis.openapi.format(name, strategy)
NAMED = {
    schema["format"]
    for path in DOCUMENT["paths"].values() for operation in path.values() for parameter in operation.get("parameters", [])
    for schema in (parameter["schema"], parameter["schema"].get("items", {})) if "format" in schema
}
assert NAMED == set(GRAMMARS), f"formats of the document without values here, or the reverse: {NAMED ^ set(GRAMMARS)}"


# Requests.

def parameters(case):
    operation = DOCUMENT["paths"][case.operation.path][case.operation.method]
    return {parameter["name"]: parameter for parameter in operation.get("parameters", [])}


def says_yes(query, name):
    value = query.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return value is not None and str(value).lower() in TRUE


def accept(case, number):
    """One of the documented forms, or anything; gatewayd's list of boots has no parameters, and no method but GET. Whatever
    else is asked for wrongly, the answer to a browser is the page, which shows the error."""
    answers = DOCUMENT["paths"][case.operation.path][case.operation.method]["responses"]
    forms = list(answers.get("200", {}).get("content", {})) + ["*/*", "application/problem+json"]
    if "application/json-seq" in forms and case.operation.path == "/boots" and (case.query or case.method != "GET"):
        forms.remove("application/json-seq")
    if "text/html" in forms and not is_positive(case):
        forms.remove("text/html")
    return forms[number % len(forms)]


def make_valid(case, query, headers):
    """What single parameters cannot be valid without, or beside; what is wrong in itself stays."""
    known = parameters(case)
    if any(name in query and parameter.get("x-needs") == "follow" for name, parameter in known.items()):
        query["follow"] = "1"
    for name, parameter in known.items():
        for other in parameter.get("x-excludes", []):
            if all(says_yes(query, each) or re.fullmatch("[0-9]{1,9}|all", str(query.get(each))) for each in (name, other)):
                del query[name if name in ("reverse", "max") else other]
    if case.operation.path == "/entries" and says_yes(query, "discrete"):
        headers["Range"] = f"entries={CURSORS[0]}"
    # The whole target is bounded too, and all expressions together.
    for name, value in query.items():
        if isinstance(value, list) and is_positive(case):
            query[name] = value[:8]


def is_follow(case, query, kind):
    if "follow" in query:
        return says_yes(query, "follow")
    return case.operation.path.startswith("/logs") and kind == "text/event-stream" and query.get("output") in (None, "sse")


def end(case, query, headers):
    """Gives a follow an end that is no failure, and leaves to what is wrong its error."""
    if case.operation.path == "/entries":
        if not says_yes(query, "discrete"):
            headers.pop("Last-Event-ID", None)
            headers["Range"] = f"realtime=:{int(time.time())}"
        return
    isSpan = re.fullmatch("([0-9]+[a-z]+)+", str(query.get("for")))
    if "stop-on" not in query:
        if "for" not in query or isSpan:
            query["for"] = "100ms"
        return
    if isSpan:
        del query["for"]
    if "until" not in query or is_positive(case):
        query["until"] = "now"


def is_positive(case):
    return case.meta is not None and case.meta.generation.mode.is_positive


@schemathesis.hook
def before_call(context, case, kwargs):
    query = dict(case.query or {})
    headers = dict(case.headers or {})
    number = zlib.crc32(repr((case.operation.label, query, headers)).encode())
    kind = accept(case, number)
    headers["Accept"] = kind
    if case.method in ("GET", "HEAD"):
        make_valid(case, query, headers)
        if says_yes(query, "reverse") and kind == "text/event-stream":
            headers["Accept"] = kind = "application/json"
        if case.operation.path == "/e/{id}" and is_positive(case) and number % 4:
            case.path_parameters["id"] = IDS[number // 4 % len(IDS)]
        if is_follow(case, query, kind):
            end(case, query, headers)
    case.query, case.headers = query, headers
    # What was generated as wrong stays so: schemathesis's own second look does not know the grammars.
    case._record_starting_state()


# Answers.

def validator(name):
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    return jsonschema.Draft202012Validator(schema)


SCHEMAS = {name: validator(name) for name in ("Event", "Control", "Entry")}


def objects(text):
    """JSON documents one after the other, with white space or record separators between."""
    decoder, index = json.JSONDecoder(), 0
    text = text.replace("\x1e", "\n")
    while index < len(text):
        if text[index] in " \n":
            index += 1
            continue
        value, index = decoder.raw_decode(text, index)
        yield value


def sent(text):
    """The events of a stream, with what their type and ID say put into the object."""
    for block in text.split("\n\n"):
        members = dict(line.split(": ", 1) for line in block.split("\n") if line and not line.startswith(":"))
        if "data" in members:
            yield members.get("event", "message"), json.loads(members["data"])


def check_log(kind, case, response):
    if kind == "text/event-stream":
        for name, value in sent(response.content.decode()):
            SCHEMAS["Event" if name == "message" else "Control"].validate(value if name == "message" else {"event": name, **value})
    elif kind == "application/x-ndjson" or (case.query or {}).get("output") == "json-pretty":
        for value in objects(response.content.decode()):
            SCHEMAS["Control" if "event" in value else "Event"].validate(value)


def check_entries(kind, case, response):
    if kind == "text/event-stream":
        for _, value in sent(response.content.decode()):
            SCHEMAS["Entry"].validate(value)
    elif kind in ("application/json", "application/json-seq"):
        for value in objects(response.content.decode()):
            SCHEMAS["Entry"].validate(value)


@schemathesis.check
def every_line_is_documented(ctx, response, case):
    if response.status_code != 200 or case.method != "GET":
        return
    kind = response.headers["content-type"][0].split(";")[0]
    try:
        if case.operation.path in ("/entries", "/fields/{field}"):
            check_entries(kind, case, response)
        elif case.operation.path.startswith(("/logs", "/e/")):
            check_log(kind, case, response)
    except (jsonschema.ValidationError, ValueError) as error:
        raise AssertionError(f"a line of {kind} is not as documented: {error}") from None


@schemathesis.check
def gatewayd_knows_get_alone(ctx, response, case):
    """406 as gatewayd's, where schemathesis's unsupported_method would have 405."""
    if case.operation.path in GATEWAYD and response.request.method != "GET":
        assert response.status_code == 406, f"{response.request.method} is answered {response.status_code}, gatewayd's is 406"
        if response.request.method != "HEAD":
            assert response.content == b"Unsupported method.\n", response.content
