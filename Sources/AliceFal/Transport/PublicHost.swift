import AliceNumbers
import AlicePlatform
import Dispatch
import Foundation
import Synchronization

/// Finds out where a name leads before anything connects to it, because a name may lead into the network of its reader.
enum PublicHost {
  /// Returns true if every address of the host is public, or belongs to this machine and `allowsLoopback` is set.
  ///
  /// A name that cannot be resolved is no reason to refuse it: the connection reports that. Returns at once if the task
  /// is cancelled.
  static func isAllowed(_ host: String, allowsLoopback: Bool) async -> Bool {
    let addresses: [IPAddress]
    if let address = IPAddress(host) { addresses = [address] } else { addresses = await resolve(host) }
    return addresses.allSatisfy { $0.isPublic || allowsLoopback && $0.isLoopback }
  }

  private static func resolve(_ host: String) async -> [IPAddress] {
    let answer = Answer()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        answer.wait(continuation)
        // The system's resolver blocks for as long as its servers are silent.
        DispatchQueue.global().async { answer.give(lookUp(host)) }
      }
    } onCancel: {
      answer.give([])
    }
  }

  private static func lookUp(_ host: String) -> [IPAddress] {
    var hints = addrinfo()
    hints.ai_socktype = Platform.streamSocket
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
    defer { freeaddrinfo(list) }
    var found: [IPAddress] = []
    var entry = list
    while let current = entry, found.count < 256 {
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let info = current.pointee
      if getnameinfo(
        info.ai_addr, info.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0,
        let address = IPAddress(String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
      {
        found.append(address)
      }
      entry = info.ai_next
    }
    return found
  }

  /// One answer for one question; later ones are dropped.
  private final class Answer: Sendable {
    private enum State {
      case empty
      case asked(CheckedContinuation<[IPAddress], Never>)
      case given([IPAddress])
    }

    private let state = Mutex(State.empty)

    func wait(_ continuation: CheckedContinuation<[IPAddress], Never>) {
      let early: [IPAddress]? = state.withLock { state in
        if case .given(let addresses) = state { return addresses }
        state = .asked(continuation)
        return nil
      }
      if let early { continuation.resume(returning: early) }
    }

    func give(_ addresses: [IPAddress]) {
      let continuation: CheckedContinuation<[IPAddress], Never>? = state.withLock { state in
        defer { state = .given(addresses) }
        if case .asked(let continuation) = state { return continuation }
        return nil
      }
      continuation?.resume(returning: addresses)
    }
  }
}
