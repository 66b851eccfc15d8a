extension UserSettings {
  /// The file with which a configuration begins: every key, in a comment.
  static let sample = """
    # The settings of alice. Remove the '#' before a line to use it; 'alice config' shows what is in effect.
    # Flags and the environment (ALICE_LIBRARY, ALICE_MODEL) count more, and so does .alice.yaml of a folder.

    # The library that is used outside of any library.
    # library: ~/Pictures/Alice

    # The model of 'alice generate' without --model.
    # model: flux-schnell

    # The folders that 'alice organize' takes files from if none is named.
    # inboxes: [~/Downloads]

    # How many requests run at the same time.
    # concurrency: 2

    # What 05.11.2026 means: day-first or month-first.
    # dates: day-first

    # The cost in USD above which 'alice generate' asks first.
    # confirm_above: 1

    # Limits in USD. 'unknown' is what a request of unknown price counts, 'balance' what stays in the account.
    # budget:
    #   day: 5
    #   month: 50
    #   run: 1
    #   unknown: 0.50
    #   balance: 5

    # The space that thumbnails may take.
    # gallery:
    #   cache: 4 GiB

    # Programs that run after events; see 'alice events' and docs/events.md.
    # hooks:
    #   - on: generation.completed
    #     run: [notify-send, alice]

    # Addresses that get events.
    # webhooks:
    #   - on: 'generation.*'
    #     url: https://example.com/hook
    #     secret_env: HOOK_SECRET

    # Folders whose .alice.yaml may have hooks.
    # trust: [~/Shared/pictures]

    """
}
