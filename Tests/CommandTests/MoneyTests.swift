import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Money by the built program, against a simulator with prices of its own.
@Suite(.needsProgram(and: "curl"), .serialized) struct MoneyTests {
  private func withSimulator(_ body: (Program, SimulatorProcess) async throws -> Void) async throws {
    try await Program.with { program in
      try await SimulatorProcess.with(program, latency: "0.05") { simulator in
        var program = program
        program.environment = simulator.environment
        try await body(program, simulator)
      }
    }
  }

  private func money(_ json: JSONValue?) -> Money { json?.scalarText.flatMap { Money($0) } ?? .zero }

  /// All of them at once; the exit statuses in the order of `arguments`.
  private func together(_ program: Program, _ arguments: [[String]]) throws -> [Int32] {
    let running = try arguments.map { try program.start($0) }
    return running.map { running in
      _ = running.output.readDataToEndOfFile()
      running.process.waitUntilExit()
      return running.process.terminationStatus
    }
  }

  private static let small = ["--param", "width=64", "--param", "height=64"]

  /// Prices that the list has, that only the provider has, that the list has wrong, and of units that nobody can count
  /// beforehand.
  private func mix(_ simulator: SimulatorProcess) -> [String] {
    simulator.price([
      ["endpoint": "fal-ai/flux/schnell", "unit_price": "0.04", "unit": "megapixels"],
      ["endpoint": "me/raw/images", "unit_price": "0.05", "unit": "images", "units": "1"],
      ["endpoint": "me/raw/units", "unit_price": "0.07", "unit": "units", "units": "3"],
    ])
    return ["flux-dev", "flux-schnell", "me/raw/images", "me/raw/units"]
  }

  @Test(arguments: [true, false])
  func `sixteen processes spend no more than the limit, but for bills that are named`(isMixed: Bool) async throws {
    try await withSimulator { program, simulator in
      let models = isMixed ? mix(simulator) : ["flux-dev"]
      let day = try #require(Money(isMixed ? "0.7" : "0.3"))
      for setting in [["day", day.description], ["run", "0.2"], ["unknown", "0.1"]] {
        #expect(try program.run(["budget", "set"] + setting).status == 0)
      }
      let statuses = try together(
        program,
        (0..<16).map { index in
          ["generate", "picture \(index)", "--model", models[index % models.count], "--allow-unknown-price", "--yes"]
            + Self.small
        })
      #expect(Set(statuses) == [0, 6], "\(statuses)")
      let cost = try #require(try program.run(["cost", "--json"]).json)
      let spent = money(cost["total"]?["spent"])
      // What is in the ledger is what the provider bills.
      #expect(try simulator.ledger().map { money($0["amount"]) }.reduce(.zero, +) == spent)
      #expect(try simulator.ledger().count == statuses.count { $0 == 0 })
      let excesses = cost["above_reservation"]?.arrayValue ?? []
      #expect(spent <= day + excesses.map { money($0["excess"]) }.reduce(.zero, +), "\(cost)")
      #expect(excesses.allSatisfy { $0["model"] == "me/raw/units" && money($0["excess"]) == Money("0.11") })
      #expect(isMixed || excesses.isEmpty && spent == day)
      #expect(cost["total"]?["unverified"] == "0" && cost["total"]?["estimated"] == "0")
      // What does not fit any more is not sent, whatever its price.
      #expect(try program.run(["generate", "last", "--model", "flux-dev", "-n", "5"] + Self.small).status == 6)
      let budget = try program.run(["budget", "--json"]).json?["limits"]?[0]
      #expect(money(budget?["spent"]) == spent && budget?["reserved"] == "0")
      if let first = excesses.first?["job"]?.stringValue {
        #expect(try program.run(["cost"]).errors.contains("the bill of job"))
        #expect(try program.run(["cost", "--jsonl"]).status == 0)
        #expect(try program.run(["jobs", "--json"]).output.contains(first))
      }
    }
  }

  @Test func `requests of unknown cost have a row, until a person enters the cost`() async throws {
    try await withSimulator { program, simulator in
      let made = try program.run(["generate", "x", "--model", "kolors", "--yes", "--json"] + Self.sized)
      #expect(made.status == 0 && made.json?["cost"] == .null, "\(made.errors)")
      let job = try #require(made.json?["jobs"]?[0]?["id"]?.stringValue)
      #expect(try program.run(["generate", "x", "--model", "flux-dev"] + Self.sized).status == 0)
      let shown = try program.run(["cost"])
      #expect(shown.output.split(separator: "\n").map { $0.split(separator: "\t").first } == ["flux-dev", "unknown"])
      #expect(shown.output.contains("unknown\t1\t-"), "\(shown.output)")
      let json = try program.run(["cost", "--json"]).json
      #expect(json?["total"]?["unknown"]?.intValue == 1 && json?["total"]?["requests"]?.intValue == 1)
      #expect(try program.run(["cost", "fix", job, "0.22"]).status == 0)
      #expect(try program.run(["cost"]).output.contains("kolors\t1\t0.22"))
      #expect(try program.run(["cost", "--json"]).json?["total"]?["unknown"]?.intValue == 0)
      let asset = try program.run(["search", "model:kolors", "--json"]).json?["assets"]?[0]
      #expect(asset?["cost"] == ["amount": "0.22", "currency": "USD", "basis": "billed"])
    }
  }

  private static let sized = ["--param", "image_size=64x64"]

  @Test func `the price of an endpoint that nobody lists is asked for, before it is sent`() async throws {
    try await withSimulator { program, simulator in
      simulator.price(["endpoint": "me/raw/images", "unit_price": "0.6", "unit": "images"])
      let arguments = ["generate", "x", "--model", "me/raw/images", "--param", "num_images=2"] + Self.small
      let estimate = try program.run(arguments + ["--estimate", "--json"])
      #expect(estimate.json?["cost"]?["amount"] == "1.2", "\(estimate.errors)")
      let refused = try program.run(arguments)
      #expect(refused.status == 6 && refused.errors.contains("1.20 USD"), "\(refused.errors)")
      #expect(try simulator.ledger().isEmpty)
      let made = try program.run(arguments + ["--yes", "--json"])
      #expect(made.json?["cost"] == ["amount": "1.2", "currency": "USD", "basis": "billed"], "\(made.errors)")
      #expect(made.json?["jobs"]?[0]?["price"]?["unit"] == "images")
    }
  }

  @Test func `a price that differs much from the list is told`() async throws {
    try await withSimulator { program, simulator in
      simulator.price(["endpoint": "fal-ai/flux/dev", "unit_price": "0.05", "unit": "megapixels"])
      let made = try program.run(["generate", "x", "--model", "flux-dev", "--json"] + Self.sized)
      #expect(made.status == 0 && made.errors.contains("the provider's price counts"), "\(made.errors)")
      #expect(made.json?["cost"]?["amount"] == "0.05")
      #expect(try !program.run(["generate", "y", "--model", "flux-dev"] + Self.sized).errors.contains("counts"))
    }
  }

  @Test func `the balance is shown, and a floor holds`() async throws {
    try await withSimulator { program, simulator in
      let request = ["generate", "x", "--model", "flux-dev"] + Self.sized
      #expect(try program.run(request).status == 0)
      #expect(try program.run(["budget", "--balance"]).output.contains("balance\t99.975"))
      let set = try program.run(["budget", "set", "balance", "99.96", "--json"])
      #expect(set.json?["balance"]?["floor"]?["amount"] == "99.96")
      let refused = try program.run(request + ["--again"])
      #expect(refused.status == 6 && refused.errors.contains("99.975") && refused.output.isEmpty, "\(refused.errors)")
      let shown = try program.run(["budget", "--balance", "--json"]).json?["balance"]
      #expect(shown?["amount"] == "99.975" && shown?["floor"]?["from"] == "library" && shown?["problem"] == .null)
      // A key that may not ask.
      #expect(try program.run(["budget", "set", "balance", "1"]).status == 0)
      simulator.fault(["fault": "bad-key", "on": "platform", "times": 2])
      let unseen = try program.run(["budget", "--balance"])
      #expect(unseen.status == 0 && unseen.errors.contains("may not ask"), "\(unseen.errors)")
      let stopped = try program.run(request + ["--again"])
      #expect(stopped.status == 6 && stopped.errors.contains("alice budget clear balance"), "\(stopped.errors)")
      #expect(try simulator.ledger().count == 1)
      #expect(try program.run(["budget", "clear", "balance"]).status == 0)
      #expect(try program.run(request + ["--again"]).status == 0)
    }
  }

  @Test func `simulated work says so, costs nothing, and is not the provider's`() async throws {
    try await Program.with { program in
      let made = try program.run(["generate", "x", "--model", "flux-dev", "--simulate", "--json"] + Self.sized)
      let cost: JSONValue = ["amount": "0", "currency": "USD", "basis": "simulated", "would_be": "0.025"]
      #expect(made.json?["cost"] == cost, "\(made.errors)")
      let asset = try #require(made.json?["assets"]?[0])
      #expect(asset["provider"] == "fal-simulator" && asset["cost"] == cost)
      // The file itself says it.
      let file = try #require(asset["file"]?.stringValue)
      let shown = try program.run(["show", file, "--json"]).json?["asset"]
      #expect(shown?["provider"] == "fal-simulator" && shown?["cost"] == cost)
      #expect(try program.run(["search", "provider:fal"]).status == 1)
      #expect(try program.run(["search", "provider:fal-simulator is:simulated cost:0"]).status == 0)
      #expect(try program.run(["search", "cost:>0"]).status == 1)
      #expect(try program.run(["cost", "--json"]).json?["total"]?["spent"] == "0")
      #expect(try program.run(["reindex"]).status == 0)
      #expect(try program.run(["search", "is:simulated", "--json"]).json?["assets"]?[0]?["cost"] == cost)
    }
  }
}
