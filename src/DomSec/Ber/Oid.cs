using System.Formats.Asn1;
using System.Security.Cryptography;

namespace DomSec.Ber;

/// <summary>
/// An OBJECT IDENTIFIER as its content octets, so that comparing costs a span compare and no string.
/// </summary>
internal readonly struct Oid : IEquatable<Oid>
{
    /// <summary>SEC-DOS-01 allows 64 arcs; with at most four octets each this is the longest identifier.</summary>
    private const int MaxContentLength = 256;

    private const int MaxArcs = 64;

    private readonly ReadOnlyMemory<byte> _content;

    public Oid(ReadOnlyMemory<byte> content) => _content = content;

    public Oid(string dotted)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(dotted);
        _content = writer.Encode().AsMemory(2);
    }

    public ReadOnlySpan<byte> Content => _content.Span;

    public bool IsEmpty => _content.IsEmpty;

    /// <summary>Octets of the element that <see cref="ToElement"/> gives.</summary>
    public int ElementLength => DerHeader.LengthOf(Content.Length) + Content.Length;

    public static bool operator ==(Oid left, Oid right) => left.Equals(right);

    public static bool operator !=(Oid left, Oid right) => !left.Equals(right);

    /// <summary>X.690 section 8.19: whole arcs, none padded with 0x80.</summary>
    public static bool IsValid(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty || content.Length > MaxContentLength || (content[^1] & 0x80) != 0)
        {
            return false;
        }

        bool start = true;
        int arcs = 1; // the first octets hold two (X.690 section 8.19.4)
        foreach (byte octet in content)
        {
            if (start && octet == 0x80)
            {
                return false;
            }

            start = (octet & 0x80) == 0;
            arcs += start ? 1 : 0;
        }

        return arcs <= MaxArcs;
    }

    public bool Equals(Oid other) => _content.Length == other._content.Length && Content.SequenceEqual(other.Content);

    public override bool Equals(object? obj) => obj is Oid other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Content);
        return hash.ToHashCode();
    }

    /// <summary>The dotted form, for reports and logs.</summary>
    public override string ToString()
    {
        if (IsEmpty)
        {
            return "";
        }

        Span<byte> encoded = stackalloc byte[MaxContentLength + 4];
        encoded[0] = BerTag.ObjectIdentifier;
        int header = 2;
        if (Content.Length < 0x80)
        {
            encoded[1] = (byte)Content.Length;
        }
        else
        {
            encoded[1] = 0x82;
            encoded[2] = (byte)(Content.Length >> 8);
            encoded[3] = (byte)(Content.Length & 0xFF);
            header = 4;
        }

        Content.CopyTo(encoded[header..]);
        try
        {
            return AsnDecoder.ReadObjectIdentifier(encoded[..(header + Content.Length)], AsnEncodingRules.BER, out _);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return "oid:" + Convert.ToHexStringLower(Content);
        }
    }

    /// <summary>The identifier as an element of its own.</summary>
    public byte[] ToElement()
    {
        byte[] element = new byte[ElementLength];
        Content.CopyTo(element.AsSpan(DerHeader.Write(element, BerTag.ObjectIdentifier, Content.Length)));
        return element;
    }

    /// <summary>Writes the identifier as an element into a pipeline.</summary>
    public void WriteTo(OctetSink output)
    {
        DerHeader.WriteTo(output, BerTag.ObjectIdentifier, Content.Length);
        output.Write(Content);
    }

    /// <summary>Writes the identifier as an element.</summary>
    public void WriteTo(AsnWriter writer)
    {
        Span<byte> encoded = stackalloc byte[2 + 127];
        encoded[0] = BerTag.ObjectIdentifier;
        encoded[1] = checked((byte)Content.Length);
        Content.CopyTo(encoded[2..]);
        writer.WriteEncodedValue(encoded[..(2 + Content.Length)]);
    }
}
