extension CommandManual {
  /// The manuals of the commands that take in, keep and judge.
  static let keepText = #"""
    # organize
    alice organize Downloads --quality
    alice organize Downloads --only ai --exclude '*.gif' -n
    alice organize
    alice organize Downloads --watch
    = 2 3 9 130
    # init
    alice init ~/Pictures/Alice
    alice init --keep-layout /mnt/disk/Pictures
    alice init /mnt/disk/Library -n
    = 2 9
    # delete
    alice delete 3f9a1c2b7d
    alice delete --query 'is:rejected' -n
    alice search quality:1 -0 | xargs -0 alice delete
    = 1 2 3 9 130
    # dedupe
    alice dedupe
    alice dedupe 'created:7d' --apply
    alice dedupe --turned --apply -n
    alice dedupe -0 | xargs -0 ls -l
    = 2 3 9 130
    # trash
    alice trash
    alice trash restore 3f9a1c2b7d
    alice trash empty --older-than 30d -n
    = 2 9
    # trash list
    alice trash list
    alice trash list --json
    = 9
    # trash restore
    alice trash restore 3f9a1c2b7d
    alice trash list -0 | xargs -0 alice trash restore
    = 1 2 3 9 130
    # trash empty
    alice trash empty --older-than 30d
    alice trash empty --yes
    = 2 3 9 130
    # log
    alice log
    alice log 42
    = 2 9
    # undo
    alice undo -n
    alice undo
    alice undo 42
    = 1 2 3 9 130
    # check
    alice check
    alice check --repair
    alice check --verify --sample 5%
    alice check --disclosure
    = 1 2 3 9 130
    # reindex
    alice reindex
    alice reindex /mnt/backup/Library
    = 2 3 9 130
    # backup
    alice backup ~/alice-2026-11-30.tar
    alice backup /mnt/nas/alice.tar --force
    alice backup /mnt/nas/alice.tar --restore -n
    alice backup ~/alice-2026-11-30.tar --restore
    = 2 3 9 130
    # rate
    alice rate 3f9a1c2b7d 5
    alice rate --query 'model:flux-dev created:7d' --stars 3 -n
    alice search castle -0 | xargs -0 alice rate --stars 4
    = 1 2 3 9 130
    # pick
    alice pick 3f9a1c2b7d
    alice pick --reject --query 'quality:1'
    alice search is:picked | alice pick --clear -
    = 1 2 3 9 130
    # tag
    alice tag 3f9a1c2b7d +mountain +"golden hour" -draft
    alice tag --query 'prompt:castle' +castle
    alice search -0 'no:tag' | alice tag - -0 +untagged
    = 1 2 3 9 130
    # edit
    alice edit 3f9a1c2b7d --note 'for the cover' --title 'Harbour at dawn'
    alice edit 3f9a1c2b7d --prompt 'a harbour, oil on canvas' --date 2026-11-22
    alice edit --query 'no:disclosure' --disclosure
    = 1 2 3 9 130
    # score
    alice score Downloads/*.png
    alice score --query 'no:score' --jsonl
    = 1 2 3 9 130

    """#
}
