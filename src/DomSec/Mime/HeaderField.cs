using System.Runtime.InteropServices;
using MimeKit;

namespace DomSec.Mime;

/// <summary>A header field (RFC 5322 section 2.2), or a line that is none and stands among them.</summary>
/// <param name="Octets">As received: name, colon, value and line end.</param>
/// <param name="ValueAt">Where the value starts, behind the colon.</param>
/// <param name="Id">Which field it is, as far as that matters here.</param>
/// <param name="IsContent">Whether it belongs to the MIME entity and not to the message around it.</param>
/// <param name="IsStray">Whether it is a line without a colon.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct HeaderField(ReadOnlyMemory<byte> Octets, int ValueAt, HeaderId Id, bool IsContent, bool IsStray)
{
    /// <summary>What follows the colon, line end included.</summary>
    public ReadOnlyMemory<byte> Value => Octets[ValueAt..];
}
