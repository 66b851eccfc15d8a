/// One paid request at a provider, from its preparation to the files that it produced.
public struct Job: Sendable, Hashable {
  /// The state of a job. Only a `prepared` job may be sent, and only once.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// Recorded; no byte has been sent.
    case prepared
    /// Bytes may have been sent, and the response is not known. After a crash this becomes `unknown`.
    case submitting
    /// Sent without a response: it may run and be billed. It is never sent again, but reconciled with the provider's
    /// list.
    case unknown
    /// Accepted: the request id and the URLs are known.
    case submitted
    /// Every file is in the library.
    case done
    /// The provider rejected it: invalid input, content policy, or an error of the model.
    case failed
    /// It never reached the provider, as far as is known, and is not billed.
    case notSubmitted = "not-submitted"
    case cancelled

    public var isOpen: Bool {
      switch self {
      case .prepared, .submitting, .unknown, .submitted: true
      case .done, .failed, .notSubmitted, .cancelled: false
      }
    }
  }

  /// The id, which is short, unique in a journal, and typed by the user.
  public var id: String
  public private(set) var state: State
  public var provider: String
  /// The short name, or the endpoint if there is none.
  public var model: String
  public var endpoint: String
  /// The body of the request as it is sent.
  public var input: JSONValue
  /// The tags that the assets get.
  public var tags: [String]
  public var project: String?
  public private(set) var requestID: String?
  public private(set) var statusURL: String?
  public private(set) var responseURL: String?
  public private(set) var cancelURL: String?
  public var created: Timestamp
  public var updated: Timestamp
  /// The time at which it was sent; until then, the time at which its cost was last reserved. Nil if both happened at
  /// `created`.
  public package(set) var sent: Timestamp?
  public var estimate: Money?
  /// The amount that counts against limits while the job is open: at least the estimate.
  public var reserved: Money?
  /// The amount that counts since the provider reported its bill.
  public var billed: Money?
  /// Whether `billed` replaces an implausible bill.
  public var isUnverified: Bool
  /// The price of a unit of the bill, as the provider told it before the job was sent.
  public package(set) var quote: PriceQuote?
  /// One line for the user.
  public private(set) var error: String?
  public private(set) var assets: [AssetID]
  /// The batch or pipeline that the job belongs to, if any.
  public var run: String?
  /// The job's place in its run, such as `12` or `refine/2`. It is unique there, so that a stopped run can be resumed.
  public var place: String?
  /// Equal for requests with the same input to the same endpoint, wherever their input files were uploaded to.
  public var fingerprint: String?
  /// The assets of the library that served as input.
  public var parents: [AssetID]
  /// Which files of the result are in the library already, and which the provider no longer has. It is kept between
  /// attempts.
  public private(set) var taken: JSONValue?
  /// The provider's URLs in `input`, each with the name that is kept instead: see `InputName`.
  public var inputs: JSONObject
  /// What the prompt was made of, which recipes keep and no provider gets: see `PromptOrigin`.
  package var template: JSONObject

  /// The provider's name for requests that a simulator serves, which cost nothing.
  package static let simulator = "fal-simulator"

  /// Whether a simulator serves the job.
  package var isFree: Bool { provider == Job.simulator }

  package init(
    id: String, state: State = .prepared, provider: String, model: String, endpoint: String, input: JSONValue,
    tags: [String] = [], project: String? = nil, requestID: String? = nil, statusURL: String? = nil,
    responseURL: String? = nil, cancelURL: String? = nil, created: Timestamp, updated: Timestamp? = nil,
    sent: Timestamp? = nil, estimate: Money? = nil, reserved: Money? = nil, billed: Money? = nil,
    isUnverified: Bool = false, quote: PriceQuote? = nil,
    error: String? = nil, assets: [AssetID] = [], run: String? = nil, place: String? = nil, fingerprint: String? = nil,
    parents: [AssetID] = [],
    taken: JSONValue? = nil, inputs: JSONObject = [:], template: JSONObject = [:]
  ) {
    self.id = id
    self.state = state
    self.provider = provider
    self.model = model
    self.endpoint = endpoint
    self.input = input
    self.tags = tags
    self.project = project
    self.requestID = requestID
    self.statusURL = statusURL
    self.responseURL = responseURL
    self.cancelURL = cancelURL
    self.created = created
    self.updated = updated ?? created
    self.sent = sent
    self.estimate = estimate
    self.reserved = reserved
    self.billed = billed
    self.isUnverified = isUnverified
    self.quote = quote
    self.error = error
    self.assets = assets
    self.run = run
    self.place = place
    self.fingerprint = fingerprint
    self.parents = parents
    self.taken = taken
    self.inputs = inputs
    self.template = template
  }

  /// The state with its data. The row keeps data of earlier states.
  package private(set) var standing: JobMachine.State {
    get {
      switch state {
      case .prepared: return .prepared(note: error)
      case .submitting: return .submitting(note: error)
      case .unknown: return .unknown(reason: error)
      case .submitted:
        let ticket = JobTicket(
          requestID: requestID, statusURL: statusURL, responseURL: responseURL, cancelURL: cancelURL)
        guard let media = CollectedMedia(self) else { return .submitted(ticket, note: error) }
        return .collecting(ticket, media, note: error)
      case .done: return .done(assets, lost: error)
      case .failed: return .ended(.failed, reason: error)
      case .notSubmitted: return .ended(.notSubmitted, reason: error)
      case .cancelled: return .ended(.cancelled, reason: error)
      }
    }
    set {
      (state, error) = (newValue.name, newValue.note)
      switch newValue {
      case .submitted(let ticket, _): take(ticket)
      case .collecting(let ticket, let media, _):
        take(ticket)
        if media != CollectedMedia(self) { taken = media.json }
      case .done(let made, _): assets = made
      case .prepared, .submitting, .unknown, .ended: break
      }
    }
  }

  private mutating func take(_ ticket: JobTicket) {
    (requestID, statusURL) = (ticket.requestID, ticket.statusURL)
    (responseURL, cancelURL) = (ticket.responseURL, ticket.cancelURL)
  }

  /// Applies an answer to the job. Returns the effects to carry out, the record before all others.
  package mutating func advance(after answer: JobMachine.Answer) -> [JobMachine.Effect] {
    let (next, effects) = JobMachine.next(standing, after: answer)
    if next != standing { standing = next }
    return effects
  }

  /// Whether the job has ended, and `reopen` would have something to try.
  package var canReopen: Bool {
    (state == .done || state == .failed) && CollectedMedia(self)?.hasRetryable == true
  }

  /// Opens an ended job with losses that another attempt may make good. The attempt follows when work on the job begins.
  package mutating func reopen() {
    guard canReopen, var media = CollectedMedia(self) else { return }
    media.retry()
    let ticket = JobTicket(requestID: requestID, statusURL: statusURL, responseURL: responseURL, cancelURL: cancelURL)
    standing = .collecting(ticket, media, note: nil)
  }

  /// The time at which the job counts for a day's or a month's limit, and in the ledger: when the money goes out.
  package var due: Timestamp { sent ?? created }

  /// The cost that counts: the bill, else the estimate. The value is nil if neither is known.
  public var cost: Cost? {
    guard let amount = billed ?? estimate else { return nil }
    if isFree { return Cost(amount: amount, basis: .simulated) }
    return Cost(amount: amount, basis: billed == nil ? .estimate : isUnverified ? .unverified : .billed)
  }

  /// Stores the cost of a bill. An estimate does not count as a bill.
  package mutating func take(_ bill: Bill) {
    guard bill.cost.basis != .estimate else { return }
    billed = bill.cost.amount
    isUnverified = bill.doubt != nil && !isFree
  }

  /// The input as it is kept, with the names of input files instead of their URLs.
  public var keptInput: JSONValue { InputName.replacing(inputs, in: input) }

  public var json: JSONValue {
    [
      "id": .string(id), "state": .string(state.rawValue), "provider": .string(provider), "model": .string(model),
      "endpoint": .string(endpoint), "request_id": JSONValue(requestID), "input": input,
      "created": .string(created.description), "updated": .string(updated.description),
      "estimate": JSONValue(estimate?.description),
      "billed": JSONValue(isUnverified || isFree ? nil : billed?.description),
      "cost": cost?.json ?? .null, "price": quote?.json ?? .null,
      "error": JSONValue(error), "assets": .array(assets.map { .string($0.hex) }),
      "lost": .array(CollectedMedia(self)?.losses.map(\.json) ?? []),
      "run": JSONValue(run), "place": JSONValue(place), "parents": .array(parents.map { .string($0.hex) }),
    ]
  }
}

/// By what a provider knows a request; the addresses are those that it has named.
package struct JobTicket: Sendable, Hashable {
  package var requestID: String?
  package var statusURL: String?
  package var responseURL: String?
  package var cancelURL: String?

  package init(requestID: String?, statusURL: String?, responseURL: String?, cancelURL: String?) {
    self.requestID = requestID
    self.statusURL = statusURL
    self.responseURL = responseURL
    self.cancelURL = cancelURL
  }
}
