/// How long a job is waited for. What is not done by then goes on at the provider, and can be fetched later.
package struct JobPatience: Sendable {
  /// Nil for what the kind of model needs at the most.
  package var wait: Duration?
  /// In seconds: a request that no runner has taken by then is given up by the provider, and costs nothing.
  package var start: Double?

  package init(wait: Duration? = nil, start: Double? = nil) {
    self.wait = wait
    self.start = start
  }

  /// Ten minutes for a picture, an hour for everything else.
  func limit(for job: Job) -> Duration {
    if let wait { return wait }
    let makesPictures = ModelBook.builtIn.model(named: job.endpoint)?.output?.media == .image
    return makesPictures ? .seconds(600) : .seconds(3600)
  }
}
