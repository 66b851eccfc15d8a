package import AliceWorkspace

extension EventPattern {
  /// What is wrong with a pattern that matches nothing.
  package var complaint: String {
    "there is no event '\(TerminalText(description))'" + hint(nearest)
  }
}
