using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Layers;

/// <summary>Digests that can be looked at on the way.</summary>
internal sealed class RunningDigests : OctetSink
{
    private readonly RunningHash[] _hashes;

    public RunningDigests(IReadOnlyList<DigestAlgorithm> algorithms) => _hashes = [.. algorithms.Select(Digests.Create)];

    /// <summary>The digests of everything so far, in the order of the algorithms.</summary>
    public byte[][] Current => [.. _hashes.Select(hash => hash.GetCurrentHash())];

    public override void Write(ReadOnlySpan<byte> octets)
    {
        foreach (RunningHash hash in _hashes)
        {
            hash.AppendData(octets);
        }
    }

    public void Dispose()
    {
        foreach (RunningHash hash in _hashes)
        {
            hash.Dispose();
        }
    }
}
