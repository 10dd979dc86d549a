using DomSec.Ber;

namespace DomSec.Layers;

/// <summary>
/// Where a door's pipeline ends: a buffer that is drained to the destination between chunks once the message is too large to be held,
/// and otherwise written in one piece at the end, so that a failure before that leaves the destination untouched.
/// </summary>
internal sealed class OutputBuffer : IDisposable
{
    /// <summary>Octets of content to put in between two calls of <see cref="DrainAsync"/>; with base64 around it one such piece is worth a write.</summary>
    public const int Piece = 192 << 10;

    /// <summary>The most that is held once it was released.</summary>
    public const int MostReleased = 2 * DrainBytes;

    /// <summary>Octets that are worth a write of their own; a file is written on another thread.</summary>
    private const int DrainBytes = 256 << 10;

    private readonly Stream _destination;
    private bool _streams;

    /// <param name="destination">Where to.</param>
    /// <param name="streams">Whether it is drained between chunks.</param>
    /// <param name="expected">About how many octets will be held.</param>
    public OutputBuffer(Stream destination, bool streams, int expected = 0)
    {
        Octets = new PooledOctets(streams ? 2 * DrainBytes : Math.Max(64 << 10, expected));
        _destination = destination;
        _streams = streams;
    }

    public PooledOctets Octets { get; }

    /// <summary>From now on it is drained between chunks: nothing that is still to come can fail. What it writes is in the caches then.</summary>
    public void Release() => _streams = true;

    public ValueTask DrainAsync(CancellationToken ct) => _streams && Octets.Length >= DrainBytes ? WriteAsync(ct) : ValueTask.CompletedTask;

    public async ValueTask WriteAsync(CancellationToken ct)
    {
        await _destination.WriteAsync(Octets.Memory, ct).ConfigureAwait(false);
        Octets.Reset();
    }

    public void Dispose() => Octets.Dispose();
}
