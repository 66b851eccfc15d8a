import Foundation
import NIOSSL

/// The authorities whose certificates are trusted: the system's, unless `SSL_CERT_FILE` or `SSL_CERT_DIR` name others.
///
/// The file takes the place of the system's; the folder is added to them, or to the file. Every file in the folder
/// counts, whatever its name is.
struct TrustRoots: Sendable {
  private let file: [NIOSSLCertificate]?
  private let more: [NIOSSLCertificate]

  private static let mostFiles = 5000
  private static let longest = 8 << 20

  /// Throws for a file that cannot be read or contains no certificate, as then no server would be trusted.
  init(environment: [String: String]) throws(FalConfigurationError) {
    let path = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
    if let path {
      let found = TrustRoots.certificates(in: path)
      guard !found.isEmpty else { throw .noCertificates(variable: "SSL_CERT_FILE", path: path) }
      file = found
    } else {
      file = nil
    }
    let folders = (environment["SSL_CERT_DIR"] ?? "").split(separator: ":").prefix(16)
    more = folders.flatMap { folder in
      let names = (try? FileManager.default.contentsOfDirectory(atPath: String(folder))) ?? []
      return names.sorted().prefix(TrustRoots.mostFiles).flatMap { TrustRoots.certificates(in: "\(folder)/\($0)") }
    }
  }

  /// Returns nothing for a file that is none, or contains no certificate.
  private static func certificates(in path: String) -> [NIOSSLCertificate] {
    var facts = stat()
    guard stat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size <= longest,
      let bytes = FileManager.default.contents(atPath: path)
    else { return [] }
    return (try? NIOSSLCertificate.fromPEMBytes(Array(bytes))) ?? []
  }

  /// Nil for the system's.
  var tls: TLSConfiguration? {
    guard file != nil || !more.isEmpty else { return nil }
    var tls = TLSConfiguration.makeClientConfiguration()
    if let file { tls.trustRoots = .certificates(file) }
    if !more.isEmpty { tls.additionalTrustRoots = [.certificates(more)] }
    return tls
  }
}
