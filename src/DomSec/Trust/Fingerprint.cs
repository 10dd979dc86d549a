using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DomSec.Trust;

/// <summary>A SHA-256 value as a dictionary key that allocates nothing.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct Fingerprint(ulong A, ulong B, ulong C, ulong D)
{
    public static Fingerprint Compute(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, hash);
        return From(hash);
    }

    /// <summary>Takes over an existing SHA-256 value of 32 octets.</summary>
    public static Fingerprint From(ReadOnlySpan<byte> sha256) => MemoryMarshal.Read<Fingerprint>(sha256);

    /// <summary>One value for a whole path.</summary>
    public static Fingerprint Of(IReadOnlyList<CachedCertificate> path)
    {
        Fingerprint[] parts = [.. path.Select(certificate => certificate.Fingerprint)];
        return Compute(MemoryMarshal.AsBytes(parts.AsSpan()));
    }
}
