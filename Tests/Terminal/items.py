"""What a person types on a day: each part of the command line, with names and prompts in many scripts."""


class Line:
    """A line that is typed into a shell, and what must be on the screen then.

    `says` is a regular expression; it is searched in the text of the screen, in which a row that the terminal wrapped is one
    with the next row. `wraps` allows that: paths, sentences and output for programs are as long as they are. `answer` is
    typed when the program asks. Where a screen `varies` from run to run, it is not compared with that of another width.
    """

    def __init__(self, text, says="", status=0, wraps=False, answer=None, silent=False, varies=False):
        self.text, self.says, self.status, self.wraps = text, says, status, wraps
        self.answer, self.silent, self.varies = answer, silent, varies


def said(text, says, status=0, **more):
    return Line(text, says, status, wraps=True, **more)


# They are typed in this order into one home, which has an inbox of 54 pictures and a library of two.
ITEMS = {
    "progress": [
        said("alice organize Inbox --quality", "54 placed"),
        Line("alice organize Inbox", "54 there already"),
        Line("alice organize Inbox -q", silent=True),
        Line("alice organize Inbox --progress json 2>&1 | grep -c progress || true", r"\d", varies=True),
        Line("alice check", "56 files, 0 problems"),
        Line("alice check --verify", "0 problems"),
        Line("alice reindex", "56"),
        Line("alice score Inbox/*夜* -q", "too-small", wraps=True),
        said("alice generate 湖の夜明け -n 2 --simulate --seed 9", "it was simulated"),
        said("alice batch rows.jsonl --simulate", "丘-1.*simulated"),
    ],
    "bulk": [
        Line("alice search 'neg:ぼやけた' --limit 3 -0 | xargs -0 alice rate --stars 5", "★★★★★.*none → 5: 3 assets"),
        Line("alice search 'neg:ぼやけた' --limit 3 -0 | xargs -0 alice rate 4", "5 → 4: 3 assets"),
        Line("alice search 'neg:ぼやけた' --limit 3 | alice tag - +風景/山", r"\+風景/山: 3 assets"),
        Line("alice search tag:風景/山 | alice pick -", "3 assets"),
        said("alice search nothing-here -0 | xargs -0 alice rate --stars 5", "nothing is named, and nothing was done"),
        said("alice search nothing-here | alice tag - +a", "standard input names nothing", 1),
        Line("alice rate --query 'seed:2|3' --stars 2 -n", "★★☆☆☆"),
        said("alice rate --query '*' --stars 2", "go on with all of them.*nothing was done", 2, answer="n"),
        said("alice rate --query '*' --stars 2 < /dev/null", "more than 50; nothing was done", 2),
        Line("alice search '*' | head -2 | wc -l", "2"),
        Line("alice rate Library/*/*/*/山の湖-[78]-*.png --stars 1", "none → 1: 2 assets"),
        said("alice rate Inbox/*夜*0.png --stars 1", "does not lie in the library.*alice organize", 2),
    ],
    "completion": [
        said("alice completions install", "fish: written"),
        said("alice completions install", "fish: there already"),
        said("alice completions bash | head -1", "bash"),
    ],
    "did you mean": [
        said("alice serach 山", "did you mean 'search'", 2),
        said("alice search --sort neweset 山", "did you mean 'newest'", 2),
        said("alice pipeline run draft 山", "did you mean draft-to-final", 2),
        said("alice search qualty:5", "did you mean quality", 2),
        said("alice generate 山 --model flux-shnell --simulate", "did you mean flux-schnell", 2),
        said("alice search 山 --since 03.10.2026", "3 October 2026 or 10 March 2026", 2),
        Line("alice search '*' --since 'last week' --count", "58|60"),
        Line("alice search '*' --since '3 days ago' --count", "58|60"),
        said("alice search '*' --since 'next blue moon' --count", "next blue moon", 2),
        said("printf 'modle: flux-dev\\n' > .alice.yaml; alice search '*' --count; rm .alice.yaml",
             r"\.alice\.yaml:1: there is no setting 'modle'; did you mean 'model'"),
        said("alice \"$(printf '\\033[31mred\\a')\"", r"\\u\{1b\}\[31mred\\u\{7\}", 2),
        said("alice search --sort \"$(printf '\\033]0;owned\\a')\" 山", r"\\u\{1b\}\]0;owned", 2),
        said("alice rate \"$(printf '\\033[2Jdead')\" 5", r"\\u\{1b\}\[2Jdead", 2),
        said("alice organize \"$(printf 'no\\033[8m\\302\\233such')\"", r"no\\u\{1b\}\[8m", 2),
    ],
    "where am I": [
        Line("cd Library/2*/ && env -u ALICE_LIBRARY alice search tag:風景/山 --count", "3"),
        said("cd Library && env -u ALICE_LIBRARY alice config get library", "/home/Library$"),
        said("env -u ALICE_LIBRARY alice search 山", "alice organize FOLDER.*alice init --keep-layout FOLDER", 9),
        said("env -u ALICE_LIBRARY alice init 写真館 --keep-layout -n", "写真館, and index 3 files in place"),
        said("env -u ALICE_LIBRARY alice init 写真館 --keep-layout", "3 assets indexed in place"),
        Line("cd 写真館 && env -u ALICE_LIBRARY alice search '*' --fields path", "夜の山と湖 0.png"),
        said("alice config", "library.*/home/Library"),
        said("alice config path", "config/alice/config.yaml"),
        said("alice config set modle flux-dev", "did you mean 'model'", 2),
        said("alice config set model flux-dev", "model is set"),
        Line("alice config get model", "^flux-dev$"),
        said("EDITOR=cat alice config edit", "model: flux-dev"),
    ],
    "saved searches": [
        said("alice search --save ヒーロー tag:風景/山", "@ヒーロー.*it finds 3 assets now"),
        Line("alice search @ヒーロー", "ID +QUALITY"),
        Line("alice search --saved", "NAME +QUERY.*@ヒーロー"),
        said("alice search @ヒーロ", "@ヒーロ", 2),
        Line("alice tag --query @ヒーロー +album/旅行🧳", r"\+album/旅行🧳: 3 assets"),
        Line("alice search 'album:旅行🧳' --sort album", "ID +QUALITY"),
    ],
    "for scripts": [
        Line("alice search @ヒーロー --fields id,quality,prompt", "ID +QUALITY +PROMPT"),
        said("alice search @ヒーロー --format '{quality}\\t{prompt}'", "4 *.*湖"),
        said("alice search @ヒーロー --csv --fields path,quality", "path,quality.*,4"),
        said("alice search '*' --limit 1 --json --fields id", '"next"', varies=True),
        said("alice search 山 --fields pth", "did you mean 'path'", 2),
        said("alice search --json qualty:1", '"error".*"status": 2', 2),
        Line("alice stats", "assets +58|assets +60"),
        Line("alice stats --by model", "MODEL +ASSETS"),
        Line("alice stats --by tag", "風景/山"),
        said("alice stats --by month --csv", "month,assets"),
    ],
    "corrections": [
        Line("alice edit --query @ヒーロー --title '夜明けの港 ⚓️' --note '表紙に使う 🎉'", "edited: 3 assets"),
        said("alice show $(alice search @ヒーロー --limit 1)", "title +夜明けの港.*note +表紙に使う"),
        said("alice edit --query @ヒーロー --date 'no day'", "no day", 2),
        said("alice undo -n", "3 would be undone"),
        said("alice undo", "3 undone"),
        Line("alice log", "OP +KIND", varies=True),
    ],
    "export": [
        said("alice export --query @ヒーロー 出力 --size 6 --format jpeg --name '{model}-{name}'", "出力/.*jpg"),
        said("alice export --query @ヒーロー 出力 --size 6 --format jpeg --name '{model}-{name}'", "3 there already"),
        said("alice export --query @ヒーロー まとめ.zip --zip --for web", "3 files in one archive"),
        Line("alice export --query @ヒーロー 学習 --captions txt -n", "ID +QUALITY"),
        said("alice export --query @ヒーロー 投稿 --for instagrm", "instagram", 2),
        Line("alice check --disclosure", "60 files, 60 marked"),
        Line("alice edit --query @ヒーロー --disclosure", "3 as before"),
        said("alice sheet 一覧.html @ヒーロー", "一覧.html"),
    ],
    "help": [
        Line("alice", "alice demo"),
        Line("alice --help", "MAKE:.*JUDGE:.*EXIT STATUS:"),
        said("alice help search", "EXAMPLES:"),
        said("alice help stats", "USAGE: alice stats.*EXIT STATUS:"),
        said("alice organize --help", "EXIT STATUS:"),
        said("alice help config set", "EXIT STATUS:"),
        said("alice stats --no-such", "Usage: alice stats", 2),
        said("alice rate -q 9999 5", "9999", 2),
        Line("alice rate --query @ヒーロー 5 -q", "★★★★★"),
        said("alice doctor", "program.*tools.*places"),
        said("alice doctor Inbox", "disk of Inbox.*round trip of png"),
        said("alice doctor どこにも", "どこにも.* is no folder", 2),
    ],
    "lists": [
        Line("alice jobs", "JOB +STATE", varies=True),
        Line("alice cost", "nothing was spent"),
        Line("alice budget", "LIMIT"),
        Line("alice models kling", "NAME"),
        said("alice models flux-dev", "flux-dev"),
        Line("alice pipeline list", "best-of"),
        said("alice events", "asset.placed", varies=True),
        said("alice delete --query @ヒーロー --yes", "3 moved to the trash"),
        Line("alice trash list", "ID +DELETED"),
        Line("alice trash restore $(alice trash --jsonl | head -1 | cut -d '\"' -f 4)", "ID +QUALITY"),
        said("alice trash empty", "remove 2 assets for good", 2, answer="n"),
        said("alice trash empty --yes", "freed"),
        Line("alice check", "0 problems"),
    ],
}
