/// The parameters of a recipe that no provider gets, because they tell of a request instead of being part of it.
package enum RecipeRemarks {
  /// What the provider said beside the files that it made: captions, lyrics, a revised prompt, measurements.
  package static let answer = "provider_answer"

  package static let names = PromptOrigin.names.union([answer])
}
