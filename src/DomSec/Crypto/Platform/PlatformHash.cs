using System.Security.Cryptography;

namespace DomSec.Crypto.Platform;

/// <summary>A running hash of the platform.</summary>
internal sealed class PlatformHash(HashAlgorithmName name) : RunningHash
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(name);

    public override void AppendData(ReadOnlySpan<byte> octets) => _hash.AppendData(octets);

    public override int GetHashAndReset(Span<byte> destination) => _hash.GetHashAndReset(destination);

    public override void Dispose() => _hash.Dispose();
}
