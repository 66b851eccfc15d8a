import Foundation

enum ProcessID {
  static var own: Int32 { ProcessInfo.processInfo.processIdentifier }
}
