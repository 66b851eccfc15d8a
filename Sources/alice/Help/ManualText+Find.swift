extension CommandManual {
  /// The manuals of the commands that find and show.
  static let findText = #"""
    # search
    alice search castle at night
    alice search 'model:flux-* quality:>=4 created:30d' --sort score
    alice search 'like:3f9a1c colour:teal'
    alice search '*' --csv > library.csv
    alice search '*' --json --limit 100 --after 100-3f9a1c2b7d
    = 1 2 9
    # show
    alice show 3f9a1c2b7d
    alice show Downloads/picture.png --as command
    alice show --query castle --fields path,model,seed
    = 1 2 3 9 130
    # gallery
    alice gallery
    alice gallery 'quality:>=4' --read-only
    = 2 9
    # export
    alice export 3f9a1c2b7d ~/Desktop
    alice export --query 'is:picked' ~/Desktop/post --for instagram
    alice export --query 'tag:client' client --zip --max-bytes 8MB --strip
    alice export 3f9a1c2b7d set --captions txt --size 1024 --name '{model}-{name}'
    alice search is:picked -0 | xargs -0 alice export --to Out
    = 1 2 3 9 130
    # sheet
    alice sheet best.html 'quality:5' --title "The best"
    alice search is:picked | alice sheet picked.html -
    = 1 2 3 9 130
    # stats
    alice stats
    alice stats --by model
    alice stats 'quality:>=4' --by month --csv
    = 1 2 9

    """#
}
