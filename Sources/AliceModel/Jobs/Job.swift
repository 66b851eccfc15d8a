/// One paid request at a provider, from the intent to the files that came of it.
public struct Job: Sendable, Hashable {
  /// Where a job stands. Only `prepared` may be sent, and only once.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// Written down; no byte has left.
    case prepared
    /// Bytes may have left; the answer is not known. What a crash leaves here becomes `unknown`.
    case submitting
    /// Sent, and no answer came: may run and be billed. Never sent again; reconciled with the provider's list.
    case unknown
    /// Accepted: the request id and the addresses are known.
    case submitted
    /// Every file is in the library.
    case done
    /// The provider says no: bad input, content policy, an error of the model.
    case failed
    /// Never reached the provider, as far as can be told: not billed.
    case notSubmitted = "not-submitted"
    case cancelled

    public var isOpen: Bool {
      switch self {
      case .prepared, .submitting, .unknown, .submitted: true
      case .done, .failed, .notSubmitted, .cancelled: false
      }
    }
  }

  /// Short and unique in a journal; what a person types.
  public var id: String
  public var state: State
  public var provider: String
  /// The short name, or the endpoint where there is none.
  public var model: String
  public var endpoint: String
  /// The body as it is sent.
  public var input: JSONValue
  /// Short names of tags and the project that the assets get.
  public var tags: [String]
  public var project: String?
  public var requestID: String?
  public var statusURL: String?
  public var responseURL: String?
  public var cancelURL: String?
  public var created: Timestamp
  public var updated: Timestamp
  public var estimate: Money?
  /// What limits count while the job is open: no less than the estimate.
  public var reserved: Money?
  /// What is counted for it since the provider has told of its bill.
  public var billed: Money?
  /// `billed` stands in the place of a bill that cannot be believed.
  public var isUnverified: Bool
  /// One line, for people.
  public var error: String?
  public var assets: [AssetID]
  /// The batch or pipeline that it belongs to; nil where it stands alone.
  public var run: String?
  /// Where it stands in its run, such as `12` or `refine/2`: unique there, so that a run that was stopped goes on.
  public var place: String?
  /// The same for requests that ask for the same of the same endpoint, wherever their input files were uploaded to.
  public var fingerprint: String?
  /// The assets of the library that went in.
  public var parents: [AssetID]
  /// What of the answer is in the library already, and what is gone at the provider: kept between tries.
  public var taken: JSONValue?
  /// Addresses of `input` that mean nothing to others or in a week, with what is kept in their place: see `InputName`.
  public var inputs: JSONObject

  /// The provider's name where a simulator makes things: nothing of it is paid.
  package static let simulator = "fal-simulator"

  /// A simulator makes it.
  package var isFree: Bool { provider == Job.simulator }

  public init(
    id: String, state: State = .prepared, provider: String, model: String, endpoint: String, input: JSONValue,
    tags: [String] = [], project: String? = nil, requestID: String? = nil, statusURL: String? = nil,
    responseURL: String? = nil, cancelURL: String? = nil, created: Timestamp, updated: Timestamp? = nil,
    estimate: Money? = nil, reserved: Money? = nil, billed: Money? = nil, isUnverified: Bool = false,
    error: String? = nil, assets: [AssetID] = [], run: String? = nil, place: String? = nil, fingerprint: String? = nil,
    parents: [AssetID] = [],
    taken: JSONValue? = nil, inputs: JSONObject = [:]
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
    self.estimate = estimate
    self.reserved = reserved
    self.billed = billed
    self.isUnverified = isUnverified
    self.error = error
    self.assets = assets
    self.run = run
    self.place = place
    self.fingerprint = fingerprint
    self.parents = parents
    self.taken = taken
    self.inputs = inputs
  }

  /// What is counted for it: the bill, else the estimate. Nil where neither is known.
  public var cost: Cost? {
    guard let amount = billed ?? estimate else { return nil }
    if isFree { return Cost(amount: amount, basis: .simulated) }
    return Cost(amount: amount, basis: billed == nil ? .estimate : isUnverified ? .unverified : .billed)
  }

  /// With what is counted for a bill. An estimate stays one.
  package mutating func take(_ bill: Bill) {
    guard bill.cost.basis != .estimate else { return }
    billed = bill.cost.amount
    isUnverified = bill.doubt != nil && !isFree
  }

  /// The input as it is kept: input files by their names instead of their addresses.
  public var keptInput: JSONValue { InputName.replacing(inputs, in: input) }

  public var json: JSONValue {
    [
      "id": .string(id), "state": .string(state.rawValue), "provider": .string(provider), "model": .string(model),
      "endpoint": .string(endpoint), "request_id": JSONValue(requestID), "input": input,
      "created": .string(created.description), "updated": .string(updated.description),
      "estimate": JSONValue(estimate?.description), "billed": JSONValue(isUnverified ? nil : billed?.description),
      "cost": cost?.json ?? .null,
      "error": JSONValue(error), "assets": .array(assets.map { .string($0.hex) }),
      "run": JSONValue(run), "place": JSONValue(place), "parents": .array(parents.map { .string($0.hex) }),
    ]
  }
}
