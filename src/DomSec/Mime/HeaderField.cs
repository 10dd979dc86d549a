using System.Runtime.InteropServices;
using System.Text;
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

    /// <summary>Names that are asked for in every message, as they are usually written.</summary>
    private static readonly string[] _usual = ["From", "To", "Cc", "Subject", "Date", "Message-ID", "Received", "Return-Path", "Sender", "Reply-To", "References", "In-Reply-To", "User-Agent", "HP-Outer"];

    /// <summary>The name as received; empty for a line that is no field.</summary>
    public string Name
    {
        get
        {
            if (IsStray)
            {
                return "";
            }

            ReadOnlySpan<byte> name = Octets.Span[..(ValueAt - 1)].TrimEnd(" \t"u8);
            foreach (string usual in _usual)
            {
                if (usual.Length == name.Length && Ascii.Equals(name, usual))
                {
                    return usual;
                }
            }

            return Encoding.Latin1.GetString(name);
        }
    }

    /// <summary>Whether it has this name, in whatever case (RFC 5322 section 1.2.2).</summary>
    public bool IsNamed(string name) => !IsStray && Ascii.EqualsIgnoreCase(Octets.Span[..(ValueAt - 1)].TrimEnd(" \t"u8), name);
}
