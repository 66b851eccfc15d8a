import AliceModel
import Hummingbird
import NIOCore

/// The parts of a connection that a handler needs.
struct SimulatorContext: InitializableFromSource {
  let channel: any Channel

  init(source: ApplicationRequestContextSource) { channel = source.channel }
}

/// The HTTP layer: it reads a request, answers it, and writes the response.
struct SimulatorResponder: HTTPResponder {
  let simulation: Simulation

  private static let largestBody = 256 << 20

  func respond(to request: Request, context: SimulatorContext) async throws -> Response {
    let exchange: Exchange
    do {
      exchange = try await read(request)
    } catch {
      return response(.failure(413, "Request body is too large"), to: nil, on: context.channel)
    }
    let answer = await simulation.answer(exchange)
    if exchange.path.first != "_sim" {
      if case .none = answer.body {
        simulation.record(exchange, answered: nil)
      } else {
        simulation.record(exchange, answered: answer.status)
      }
    }
    if case .none = answer.body {
      // Nothing can be written to a closed channel, so the client sees no byte of the response below.
      try? await context.channel.close()
    }
    return response(answer, to: exchange, on: context.channel)
  }

  private func read(_ request: Request) async throws -> Exchange {
    let body = try await request.body.collect(upTo: SimulatorResponder.largestBody)
    return Exchange(
      method: request.method.rawValue, target: request.uri.string,
      headers: request.headers.map { ($0.name.rawName, $0.value) }, body: Array(body.readableBytesView),
      host: request.head.authority ?? simulation.options.host, isSecure: simulation.options.tls != nil)
  }

  private func response(_ answer: Answer, to exchange: Exchange?, on channel: any Channel) -> Response {
    var answer = answer
    if answer.passesGateway { answer = answer.adding("x-fal-request-id", newRequestID()) }
    var headers = HTTPFields()
    for header in answer.headers {
      guard let name = HTTPFields.Element.Name(header.name) else { continue }
      headers.append(HTTPFields.Element(name: name, value: header.value))
    }
    let body = body(of: answer, on: channel)
    if case .broken(let bytes, _) = answer.body { headers[.contentLength] = String(bytes.count) }
    let response = Response(status: .init(code: answer.status), headers: headers, body: body)
    return exchange?.method == "HEAD" ? response.createHeadResponse() : response
  }

  private func body(of answer: Answer, on channel: any Channel) -> ResponseBody {
    switch answer.body {
    case .bytes(let bytes): return ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
    case .none: return ResponseBody()
    case .broken(let bytes, let sent):
      return ResponseBody { writer in
        try await writer.write(ByteBuffer(bytes: bytes.prefix(sent)))
        // The delay lets the bytes be sent before the connection closes.
        try await Task.sleep(for: .milliseconds(30))
        try await channel.close()
      }
    case .endless(let bytes):
      return ResponseBody { writer in
        while true { try await writer.write(ByteBuffer(bytes: bytes)) }
      }
    case .events(let send):
      return ResponseBody { writer in
        let (stream, source) = AsyncStream.makeStream(of: JSONValue.self)
        async let sending: Void = {
          defer { source.finish() }
          try await send { source.yield($0) }
        }()
        for await event in stream { try await writer.write(ByteBuffer(string: "data: \(event.text)\n\n")) }
        try await sending
        try await writer.finish(nil)
        try await channel.close(mode: .output)
      }
    }
  }
}
