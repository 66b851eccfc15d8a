import Hummingbird
import HummingbirdTLS
enum Stub {}
