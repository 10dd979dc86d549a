using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DomSec.X509;

namespace DomSec.Cms;

/// <summary>
/// ContentIdentifier ::= OCTET STRING (RFC 2634 sections 2.7 and 2.11), which should be "a concatenation of user-specific identification information (such as a user
/// name or public keying material identification information), a GeneralizedTime string, and a random number".
/// </summary>
internal static class ContentIdentifier
{
    private const int KeyOctets = 8;
    private const int RandomOctets = 16;

    /// <summary>A new identifier of a signer: part of its key's SHA-256, the time, random octets.</summary>
    public static byte[] Create(Certificate signer, DateTimeOffset time)
    {
        byte[] key = SHA256.HashData(signer.SubjectPublicKeyInfo.Span);
        string when = time.UtcDateTime.ToString("yyyyMMddHHmmss'Z'", CultureInfo.InvariantCulture);
        return Encoding.ASCII.GetBytes($"{Convert.ToHexStringLower(key.AsSpan(0, KeyOctets))}.{when}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomOctets))}");
    }
}
