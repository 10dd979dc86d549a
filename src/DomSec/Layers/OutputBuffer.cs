using DomSec.Ber;

namespace DomSec.Layers;

/// <summary>
/// Where a door's pipeline ends: a buffer that is drained to the destination between chunks once the message is too large to be held,
/// and otherwise written in one piece at the end, so that a failure before that leaves the destination untouched.
/// </summary>
internal sealed class OutputBuffer : IDisposable
{
    private readonly Stream _destination;
    private readonly bool _streams;

    public OutputBuffer(Stream destination, bool streams)
    {
        _destination = destination;
        _streams = streams;
    }

    public PooledOctets Octets { get; } = new(64 << 10);

    public ValueTask DrainAsync(CancellationToken ct) => _streams ? WriteAsync(ct) : ValueTask.CompletedTask;

    public async ValueTask WriteAsync(CancellationToken ct)
    {
        await _destination.WriteAsync(Octets.Memory, ct).ConfigureAwait(false);
        Octets.Reset();
    }

    public void Dispose() => Octets.Dispose();
}
