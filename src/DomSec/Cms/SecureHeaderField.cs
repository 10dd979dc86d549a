using System.Text;

namespace DomSec.Cms;

/// <summary>HeaderField of RFC 7508 appendix A.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Value">Its value, canonicalised.</param>
/// <param name="Status">What encryption does to it.</param>
internal sealed record SecureHeaderField(string Name, string Value, SecureHeaderFieldStatus Status)
{
    /// <summary>The value's octets; as received, when it was received.</summary>
    public ReadOnlyMemory<byte> Octets { get; init; } = Encoding.UTF8.GetBytes(Value);
}
