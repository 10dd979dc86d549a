using DomSec.Ber;
using DomSec.Crypto;

namespace DomSec.Cms;

/// <summary>
/// SMIMECapabilities ::= SEQUENCE OF SEQUENCE { capabilityID OBJECT IDENTIFIER, parameters ANY OPTIONAL } (RFC 8551 section 2.5.2), as an attribute
/// value or as the certificate extension of RFC 4262.
/// </summary>
internal sealed class CapabilityList
{
    /// <summary>Real lists have about ten entries; more than this is not read.</summary>
    private const int MaxEntries = 100;

    private CapabilityList(IReadOnlyList<Oid> algorithms, IReadOnlyList<ContentEncryption> contentEncryption)
    {
        Algorithms = algorithms;
        Names = Array.AsReadOnly(algorithms.Select(static algorithm => algorithm.ToString()).ToArray());
        ContentEncryption = contentEncryption;
    }

    /// <summary>All algorithms announced, in order.</summary>
    public IReadOnlyList<Oid> Algorithms { get; }

    /// <summary>The same as dotted decimals.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The content encryption among them that DomSec can write.</summary>
    public IReadOnlyList<ContentEncryption> ContentEncryption { get; }

    /// <summary>Whether AES or better is among them.</summary>
    public bool HasStrongEncryption => ContentEncryption.Any(e => !ContentEncryptions.IsWeak(e));

    /// <summary>Reads a list; null when it is malformed or too long.</summary>
    public static CapabilityList? TryParse(ReadOnlyMemory<byte> value)
    {
        var outer = new BerReader(value);
        BerReader list = outer.ReadSequence();
        outer.RequireEnd();
        var algorithms = new List<Oid>();
        var ciphers = new List<ContentEncryption>();
        while (list.HasData && algorithms.Count < MaxEntries)
        {
            BerReader entry = list.ReadSequence();
            Oid algorithm = entry.ReadOid();
            ReadOnlyMemory<byte> parameters = entry.HasData ? entry.ReadElement().Raw : default;
            entry.RequireEnd();
            list.Join(entry);
            if (list.Ok)
            {
                algorithms.Add(algorithm);
                if (CipherOf(algorithm, parameters) is { } cipher && !ciphers.Contains(cipher))
                {
                    ciphers.Add(cipher);
                }
            }
        }

        return outer.Ok && list.Ok && !list.HasData ? new CapabilityList(algorithms, ciphers.AsReadOnly()) : null;
    }

    private static ContentEncryption? CipherOf(Oid algorithm, ReadOnlyMemory<byte> parameters)
    {
        if (algorithm == Oids.Rc2Cbc)
        {
            // RFC 8551 section 2.5.2 refers to RFC 2311: the parameter is the number of bits itself, and not the version number of the cipher's own parameter.
            var reader = new BerReader(parameters);
            return reader.ReadSmallInteger() == 40 && reader.Ok ? DomSec.ContentEncryption.Rc2Cbc40 : null;
        }

        return ContentEncryptions.FromOid(algorithm);
    }
}
