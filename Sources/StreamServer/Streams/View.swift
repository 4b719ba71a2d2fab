internal import LogModel

/// A filter and an encoding, shared by all streams of one event loop that have the same.
final class View {
    /// What two streams of one view have in common.
    struct Key: Hashable {
        let filter: EventFilter
        let encoding: Encoding
    }

    /// The number that the chunk cache knows it by.
    let number: Int
    let key: Key
    /// The streams that use it.
    var users = 0

    init(number: Int, key: Key) {
        (self.number, self.key) = (number, key)
    }
}
