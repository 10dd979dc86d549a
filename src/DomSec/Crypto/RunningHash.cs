namespace DomSec.Crypto;

/// <summary>A message digest being computed over octets as they come, whoever computes it. For one thread.</summary>
internal abstract class RunningHash : IDisposable
{
    public abstract void AppendData(ReadOnlySpan<byte> octets);

    /// <summary>Writes the digest, returns its size and begins anew.</summary>
    public abstract int GetHashAndReset(Span<byte> destination);

    public byte[] GetHashAndReset()
    {
        Span<byte> hash = stackalloc byte[Digests.MaxSize];
        return hash[..GetHashAndReset(hash)].ToArray();
    }

    public abstract void Dispose();
}
