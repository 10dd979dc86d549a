using DomSec.Ber;
using DomSec.Mime;

namespace DomSec.Layers;

/// <summary>Pumps a message past its header: what a new layer is put around.</summary>
internal static class MessageBody
{
    /// <summary>The message's header, read without reading the rest; null when it is beyond the limit.</summary>
    public static async ValueTask<EntityHeader?> ReadHeaderAsync(MessageSource source, DomSecLimits limits, CancellationToken ct)
    {
        EntityHeader? found = null;
        var collector = new HeaderCollector(limits.MaxHeaderBytes, header =>
        {
            found = header;
            return new Ignore();
        });
        await source.PumpAsync(collector, afterChunk: null, ct, until: () => found is not null || collector.IsTooLong).ConfigureAwait(false);
        return found;
    }

    /// <summary>Pushes the content entity of the message, its header (read before) rewritten and its lines canonical, into a sink and completes it; <paramref name="payload"/> writes another header when fields are protected in it.</summary>
    public static ValueTask PumpEntityAsync(MessageSource source, EntityHeader header, OctetSink sink, Func<CancellationToken, ValueTask>? afterChunk, CancellationToken ct, ProtectedPayload? payload = null)
    {
        if (payload is null)
        {
            SecureEntity.WriteContentHeader(sink, header);
        }
        else
        {
            payload.WriteTo(sink);
        }

        // RFC 8551 section 3.1.1: lines are made canonical, except in content that says it has none.
        return source.PumpAsync(new Body(header.BodyOffset, header.IsBinary ? sink : new CanonicalLines(sink)), afterChunk, ct);
    }

    /// <summary>Passes on what follows the header.</summary>
    private sealed class Body(int skip, OctetSink sink) : OctetSink
    {
        private int _skip = skip;

        public override void Write(ReadOnlySpan<byte> octets)
        {
            int skipped = Math.Min(_skip, octets.Length);
            _skip -= skipped;
            if (skipped < octets.Length)
            {
                sink.Write(octets[skipped..]);
            }
        }

        public override void Complete() => sink.Complete();
    }

    private sealed class Ignore : OctetSink
    {
        public override void Write(ReadOnlySpan<byte> octets)
        {
        }
    }
}
