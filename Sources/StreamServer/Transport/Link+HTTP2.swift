internal import NIOCore
internal import NIOHTTP2
internal import NIOHTTPTypesHTTP2

extension Link {
    /// Puts HTTP/2 behind this handler: each of its streams is a channel with a `Connection` of its own.
    func becomeHTTP2(_ held: ByteBuffer, _ context: ChannelHandlerContext) {
        move(to: .http2(streams: 0))
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        do {
            // Of NIO's ways to set this up, this one alone tells what frames are written, and so of the end that
            // a client's errors bring. The sequence of streams it returns ends as it is dropped.
            _ = try context.pipeline.syncOperations.configureAsyncHTTP2Pipeline(
                mode: .server,
                streamDelegate: nil,
                frameDelegate: FrameWatch(link: self),
                configuration: Self.configuration(isLocal: peer.address == nil)
            ) { stream in
                stream.eventLoop.makeCompletedFuture {
                    try stream.pipeline.syncOperations.addHandlers(
                        HTTP2FramePayloadToHTTPServerCodec(),
                        Connection(bound.value, isStream: true)
                    )
                }
            }
        } catch {
            return close()
        }
        if held.readableBytes > 0 { take(held, context) }
    }

    // MARK: What comes

    /// Gives HTTP/2 a little in each turn of the loop, and reads no more before it has had all: a hundred requests to be
    /// reset fit into one record of TLS, and would take the loop from the other connections for milliseconds.
    func take(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        let isTakingTurns = unread.readableBytes > 0
        var bytes = bytes
        if isTakingTurns { unread.writeBuffer(&bytes) } else { unread = bytes }
        if !isTakingTurns { giveSome(context) }
    }

    private func giveSome(_ context: ChannelHandlerContext) {
        guard isHTTP2, let some = unread.readSlice(length: min(unread.readableBytes, Limits.http2TurnBytes)) else {
            unread = ByteBuffer()
            return
        }
        context.fireChannelRead(wrapInboundOut(some))
        guard unread.readableBytes > 0 else {
            unread = ByteBuffer()
            if wantsRead { context.read() }
            wantsRead = false
            return
        }
        loop.turns.add {
            guard let context = self.context else { return }
            self.giveSome(context)
            context.fireChannelReadComplete()
        }
    }

    /// What the client is told, and what it may do.
    ///
    /// Windows for what it sends stay at the protocol's 65,535 bytes: nobody wants its bodies, which are dropped as
    /// they come. Heads have the bounds of HTTP/1's.
    private static func configuration(isLocal: Bool) -> NIOHTTP2Handler.Configuration {
        var connection = NIOHTTP2Handler.ConnectionConfiguration()
        connection.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: Limits.http2Streams),
            HTTP2Setting(parameter: .maxHeaderListSize, value: Limits.headerListBytes),
        ]
        connection.maximumSequentialContinuationFrames = Limits.http2Continuations
        connection.maximumBufferedControlFrames = Limits.http2WaitingFrames
        connection.maximumConnectionGlitches = Limits.http2ControlFrames
        connection.controlFrameRateLimit.maximumCount = Limits.http2ControlFrames
        connection.controlFrameRateLimit.windowLength = Limits.http2Window
        var stream = NIOHTTP2Handler.StreamConfiguration()
        stream.outboundBufferSizeHighWatermark = Limits.writeBuffer.high
        stream.outboundBufferSizeLowWatermark = Limits.writeBuffer.low
        stream.streamResetFrameRateLimit.maximumCount = isLocal ? Limits.http2LocalResets : Limits.http2Resets
        stream.streamResetFrameRateLimit.windowLength = Limits.http2Window
        stream.streamErrorRateLimit.maximumCount = Limits.http2ControlFrames
        stream.streamErrorRateLimit.windowLength = Limits.http2Window
        return NIOHTTP2Handler.Configuration(connection: connection, stream: stream)
    }

    /// Sees the end that a client's errors bring: NIO says GOAWAY, and leaves the rest to others.
    private struct FrameWatch: NIOHTTP2FrameDelegate {
        let link: Link

        func wroteFrame(_ frame: HTTP2Frame) {
            if case .goAway(_, let code, _) = frame.payload, code != .noError { link.broke(code) }
        }
    }

    // MARK: Streams

    /// A stream begins; the limit that it is beyond, and then it is not counted.
    func enterStream() -> Budget.Limit? {
        if case .http2(let streams) = state { move(to: .http2(streams: streams + 1)) }
        return refusal ?? budget.enter(.http2Stream, peer.address)
    }

    /// A stream has ended.
    func leaveStream(wasCounted: Bool) {
        if wasCounted { budget.leave(.http2Stream, peer.address) }
        guard case .http2(let streams) = state else { return }
        move(to: .http2(streams: streams - 1))
        guard streams == 1 else { return }
        if refusal == nil { deadline = .now() + Limits.idleTime }
        if isQuiescing { finish() }
    }

    /// Whether it has so few streams that each may have large chunks.
    var hasFewStreams: Bool {
        if case .http2(let streams) = state { streams <= Limits.http2FastStreams } else { true }
    }

    // MARK: The end

    func tickHTTP2(_ now: NIODeadline, _ streams: Int) {
        // A PING keeps nothing alive: a connection is there for its streams.
        if now >= deadline, streams == 0 || refusal != nil {
            if isQuiescing { close() } else { quiesce() }
        }
        guard !peer.isLocal, now - lastPeerCheck >= Limits.peerCheckTime, let channel = context?.channel else { return }
        lastPeerCheck = now
        let bound = NIOLoopBound(self, eventLoop: loop.eventLoop)
        TCPPeer.isGone(channel)?.whenSuccess { isGone in
            if isGone { bound.value.close() }
        }
    }

    /// Tells the client that no further stream is wanted, and closes with the last.
    func quiesce() {
        guard !isQuiescing, case .http2(let streams) = state else { return }
        isQuiescing = true
        deadline = .now() + Limits.shutdownTime
        if streams == 0 { finish() } else { sayGoodbye(promise: nil) }
    }

    /// Closes the output alone once all is sent, and the rest on the client's FIN: what it may still send (it
    /// acknowledges, it opens windows) would otherwise reset the connection, and could take the last lines with it.
    private func finish() {
        guard let context else { return }
        move(to: .closing)
        deadline = .now() + Limits.shutdownTime
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { _ in context.close(mode: .output, promise: nil) }
        sayGoodbye(promise: sent)
    }

    private func sayGoodbye(promise: EventLoopPromise<Void>?) {
        let frame = HTTP2Frame(
            streamID: .rootStream,
            payload: .goAway(lastStreamID: .maxID, errorCode: .noError, opaqueData: nil)
        )
        context?.channel.writeAndFlush(frame, promise: promise)
    }

    /// The client broke the protocol, or a limit on its frames, and has been told.
    private func broke(_ code: HTTP2ErrorCode) {
        guard isHTTP2 else { return }
        if code == .enhanceYourCalm { budget.didRefuse(.http2Frames) }
        move(to: .closing)
        deadline = .now() + Limits.lastWordTime
        let bound = NIOLoopBound(self, eventLoop: loop.eventLoop)
        loop.eventLoop.execute { bound.value.context?.close(mode: .output, promise: nil) }
    }
}
