extension CommandManual {
  /// The manuals of the commands about alice and this machine.
  static let machineText = #"""
    # events
    alice events --since today
    alice events --follow --name 'generation.*'
    = 2 9
    # config
    alice config
    alice config set model flux-dev
    alice config edit
    = 1 2
    # config show
    alice config show
    alice config show --json
    = 2
    # config get
    alice config get model
    alice config get budget.day --json
    = 1 2
    # config set
    alice config set model flux-dev
    alice config set inboxes ~/Downloads ~/Desktop
    alice config set budget.day --unset
    = 2 3
    # config edit
    alice config edit
    EDITOR=nano alice config edit
    = 2 3
    # config path
    alice config path
    cat "$(alice config path)"
    = 2
    # completions
    alice completions install
    source <(alice completions bash)
    = 2
    # completions install
    alice completions install
    alice completions install zsh -n
    = 2 3
    # completions bash
    alice completions bash
    source <(alice completions bash)
    = 2
    # completions zsh
    alice completions zsh
    source <(alice completions zsh)
    = 2
    # completions fish
    alice completions fish
    alice completions fish | source
    = 2
    # doctor
    alice doctor
    alice doctor /mnt/disk
    alice doctor --json
    = 1 2
    # mcp
    alice mcp
    alice mcp install claude
    = 2 130
    # mcp serve
    alice mcp serve
    alice mcp serve --allow write
    alice mcp serve --allow write --allow spend --max-cost 0.50 --session-budget 2
    = 2 130
    # mcp install
    alice mcp install claude
    alice mcp install vscode --allow write
    alice mcp install codex -n
    = 2 3
    # demo
    alice demo
    alice demo /tmp/demo
    = 3
    # simulate
    alice simulate
    alice simulate --port 9000 --latency 0
    = 2 130

    """#
}
