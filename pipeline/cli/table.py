"""The table of commands: what each is called, where its code is and what it does, in one line.

It imports nothing, and the code of a command is imported only when that command is run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Command:
    """A command, one word or two. `target` is `module:function` under `pipeline.cli`."""

    name: str
    target: str
    help: str


GROUPS: Final = {
    "archive": "The pages as they were fetched.",
    "dead-letters": "Messages that no try could deal with.",
    "feeds": "The feeds that are polled.",
    "index": "The search index.",
    "schema": "The formats of files and events.",
    "topics": "The topics of the event log.",
    "watchlist": "The organisations that are tagged.",
}

COMMANDS: Final = (
    Command("demo", "demo:demo", "Run the whole pipeline on a bundled site, with no internet."),
    Command("run", "run:run", "Run all hops and the console, until Ctrl-C."),
    Command("work", "run:work", "Run only some hops, in this process: for scaling out."),
    Command("console", "console:console", "Search and read in a browser, until Ctrl-C."),
    Command("search", "search:search", "Search the stories."),
    Command("stories", "stories:stories", "List the newest stories, or show one and its edits."),
    Command("trace", "trace:trace", "Tell what became of a URL, entry, article or story."),
    Command("feeds list", "feeds:list_feeds", "List the feeds."),
    Command("feeds check", "feeds:check_feeds", "Poll feeds once, publish nothing, and say what they give."),
    Command("sites", "sites:sites", "List the sites and how their last pages came out."),
    Command("dead-letters list", "dead_letters:list_letters", "List the dead letters."),
    Command("dead-letters show", "dead_letters:show_letter", "Show one dead letter: its error and its content."),
    Command("dead-letters replay", "dead_letters:replay_letters", "Put dead letters back where they came from."),
    Command("archive list", "archive:list_pages", "List the pages in the archive, the newest first."),
    Command("archive show", "archive:show_page", "Show a page of the archive, or one of its parts."),
    Command("archive re-extract", "archive:re_extract", "Extract pages from the archive once more, and tag them."),
    Command("topics apply", "topics:apply_topics", "Create the topics that do not exist yet."),
    Command("index apply", "index:apply_index", "Create or update the index and the journal."),
    Command("watchlist check", "watchlist:check", "Check the watchlist: every error and every doubtful name."),
    Command("watchlist show", "watchlist:show", "Show an organisation: its names, relatives and rules."),
    Command("watchlist try", "watchlist:try_text", "Tell what a text would be tagged with, and why."),
    Command("watchlist add", "watchlist_add:add", "Add an organisation to the watchlist."),
    Command("watchlist import", "watchlist_import:import_file", "Import organisations from a CSV, JSON or YAML file."),
    Command("watchlist diff", "watchlist_diff:diff", "Show what changed between two watchlists."),
    Command(
        "watchlist candidates",
        "watchlist_candidates:candidates",
        "List names that behave like vendors and are not listed.",
    ),
    Command(
        "watchlist accept", "watchlist_candidates:accept", "Take a proposed name onto the watchlist, and tag again."
    ),
    Command(
        "watchlist dismiss", "watchlist_candidates:dismiss", "Turn a proposed name down: it is not proposed again."
    ),
    Command("watchlist retag", "watchlist_retag:retag", "Tag indexed stories again after the watchlist was changed."),
    Command("doctor", "doctor:doctor", "Look at all that is needed and say what is wrong."),
    Command("extract", "extract:extract", "Turn web pages in files into articles."),
    Command("tag", "files:tag", "Tag the organisations in articles (JSON lines)."),
    Command("group", "files:group", "Group tagged articles (JSON lines) into stories."),
    Command("settings", "settings:settings", "Show the settings in force and where each comes from."),
    Command("schema write", "schema:write_schemas", "Write the JSON Schemas of files and events."),
    Command("version", "version:version", "Show the version."),
)

EXIT_CODES: Final = {
    0: "done",
    1: "something is wrong; the message says what",
    2: "a setting, a list or the command line is wrong; nothing was started",
    3: "a server, the disk or the network is away; nothing is lost",
    4: "a server or stored data has a version that this build cannot use",
    5: "input that cannot be read as what it should be",
    130: "interrupted with Ctrl-C",
}
