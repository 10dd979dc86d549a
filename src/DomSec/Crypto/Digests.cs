using System.Formats.Asn1;
using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Crypto.BouncyCastle;
using DomSec.Crypto.Platform;
using Oid = DomSec.Ber.Oid;

namespace DomSec.Crypto;

/// <summary>The digest table: identifiers, names, sizes and the platform classes behind <see cref="DigestAlgorithm"/>.</summary>
internal static class Digests
{
    /// <summary>SHA-512 is the largest digest here; buffers of this size hold any of them.</summary>
    public const int MaxSize = 64;

    private static readonly Entry[] _table =
    [
        new(DigestAlgorithm.None, default, "", default, 0, "", []),
        new(DigestAlgorithm.Md5, Oids.Md5, "md5", HashAlgorithmName.MD5, 16, "md5", ["md5", "rsa-md5"]),
        new(DigestAlgorithm.Sha1, Oids.Sha1, "sha1", HashAlgorithmName.SHA1, 20, "sha-1", ["sha-1", "sha1", "rsa-sha1"]),
        new(DigestAlgorithm.Sha224, Oids.Sha224, "sha224", default, 28, "sha-224", ["sha-224", "sha224", "rsa-sha224"]),
        new(DigestAlgorithm.Sha256, Oids.Sha256, "sha256", HashAlgorithmName.SHA256, 32, "sha-256", ["sha-256", "sha256", "rsa-sha256"]),
        new(DigestAlgorithm.Sha384, Oids.Sha384, "sha384", HashAlgorithmName.SHA384, 48, "sha-384", ["sha-384", "sha384", "rsa-sha384"]),
        new(DigestAlgorithm.Sha512, Oids.Sha512, "sha512", HashAlgorithmName.SHA512, 64, "sha-512", ["sha-512", "sha512", "rsa-sha512"]),
        new(DigestAlgorithm.Sha3_224, Oids.Sha3With224, "sha3-224", default, 28, "sha3-224", ["sha3-224"]),
        new(DigestAlgorithm.Sha3_256, Oids.Sha3With256, "sha3-256", default, 32, "sha3-256", ["sha3-256"]),
        new(DigestAlgorithm.Sha3_384, Oids.Sha3With384, "sha3-384", default, 48, "sha3-384", ["sha3-384"]),
        new(DigestAlgorithm.Sha3_512, Oids.Sha3With512, "sha3-512", default, 64, "sha3-512", ["sha3-512"]),
        new(DigestAlgorithm.Shake128, Oids.Shake128, "shake128", default, 32, "shake128", ["shake128"]),
        new(DigestAlgorithm.Shake256, Oids.Shake256, "shake256", default, 64, "shake256", ["shake256"]),
    ];

    /// <summary>id-shake256-len with 512 bits, which RFC 8419 section 3.1 wants beside Ed448.</summary>
    private static readonly byte[] _shake256Len512 = Crypto.AlgorithmIdentifier.Encode(Oids.Shake256Len, [BerTag.Integer, 0x02, 0x02, 0x00]);

    /// <summary>The digest that an identifier names, or <see cref="DigestAlgorithm.None"/>.</summary>
    public static DigestAlgorithm FromOid(Oid oid)
    {
        for (int i = 1; i < _table.Length; i++)
        {
            if (_table[i].Oid == oid)
            {
                return (DigestAlgorithm)i;
            }
        }

        return DigestAlgorithm.None;
    }

    /// <summary>
    /// The digest of an AlgorithmIdentifier; <see cref="DigestAlgorithm.None"/> also when it carries parameters other than NULL.
    /// RFC 5754 section 2: absent is emitted, both absent and NULL are accepted. Only id-shake256-len has others (CMS-BER-08, RFC 8419 section 2.3).
    /// </summary>
    public static DigestAlgorithm FromIdentifier(in AlgorithmIdentifier identifier)
    {
        if (identifier.Algorithm == Oids.Shake256Len)
        {
            var bits = new BerReader(identifier.Parameters);
            return bits.ReadSmallInteger() == 512 && bits.Ok && bits.Rest.IsEmpty ? DigestAlgorithm.Shake256 : DigestAlgorithm.None;
        }

        return identifier.ParametersAbsentOrNull ? FromOid(identifier.Algorithm) : DigestAlgorithm.None;
    }

    /// <summary>Whether it can be computed here: any that has a name.</summary>
    public static bool IsSupported(DigestAlgorithm digest) => digest != DigestAlgorithm.None;

    /// <summary>
    /// Whether the platform's RSA classes take it. SHA-224 it does not know, SHA-3 and SHAKE only with some libraries underneath: those are BouncyCastle's
    /// here, so that a verdict is the same everywhere.
    /// </summary>
    public static bool IsOnPlatform(DigestAlgorithm digest) => _table[(int)digest].HashName.Name is not null;

    /// <summary>The report's name, "sha256"; empty for <see cref="DigestAlgorithm.None"/>.</summary>
    public static string Name(DigestAlgorithm digest) => _table[(int)digest].Name;

    public static HashAlgorithmName HashName(DigestAlgorithm digest) => _table[(int)digest].HashName;

    /// <summary>The digest of a platform's name, or SHA224, which the platform has not; <see cref="DigestAlgorithm.None"/> for others.</summary>
    public static DigestAlgorithm FromHashName(HashAlgorithmName name)
    {
        for (int i = 1; i < _table.Length; i++)
        {
            if (string.Equals(_table[i].Name, name.Name, StringComparison.OrdinalIgnoreCase))
            {
                return (DigestAlgorithm)i;
            }
        }

        return DigestAlgorithm.None;
    }

    /// <summary>Octets of output.</summary>
    public static int Size(DigestAlgorithm digest) => _table[(int)digest].Size;

    /// <summary>DER with parameters absent (CMS-BER-04, RFC 5754 section 2).</summary>
    public static ReadOnlySpan<byte> AlgorithmIdentifier(DigestAlgorithm digest) => _table[(int)digest].IdentifierAbsent;

    /// <summary>DER to emit beside Ed448 (CMS-BER-08, RFC 8419 section 3.1): SHAKE256 with its length.</summary>
    public static ReadOnlySpan<byte> AlgorithmIdentifierShake256Len => _shake256Len512;

    /// <summary>DER with NULL parameters, for the places whose RFC wants them (RFC 8017 appendix A.2.3, S/MIME version 2).</summary>
    public static ReadOnlySpan<byte> AlgorithmIdentifierWithNull(DigestAlgorithm digest) => _table[(int)digest].IdentifierNull;

    /// <summary>The content octets of the identifier.</summary>
    public static ReadOnlySpan<byte> Oid(DigestAlgorithm digest) => _table[(int)digest].Oid.Content;

    /// <summary>A running hash. Only for a digest that <see cref="IsSupported"/>.</summary>
    public static RunningHash Create(DigestAlgorithm digest) => IsOnPlatform(digest) ? new PlatformHash(HashName(digest)) : BouncyHash.Create(digest);

    /// <summary>Hashes in one call and returns the octets written. Only for a digest that <see cref="IsSupported"/>.</summary>
    public static int HashData(DigestAlgorithm digest, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (IsOnPlatform(digest))
        {
            return CryptographicOperations.HashData(HashName(digest), source, destination);
        }

        using RunningHash hash = Create(digest);
        hash.AppendData(source);
        return hash.GetHashAndReset(destination);
    }

    /// <summary>The micalg parameter's value, RFC 8551 section 3.5.3.2.</summary>
    public static string Micalg(DigestAlgorithm digest) => _table[(int)digest].Micalg;

    /// <summary>
    /// Every known digest of a micalg value, each once: any case, quoted or not, comma-separated lists, the historic names;
    /// unknown names are passed over (LCD-06, RFC 8551 section 3.5.3.2).
    /// </summary>
    public static IReadOnlyList<DigestAlgorithm> ListFromMicalg(string? micalg)
    {
        var found = new List<DigestAlgorithm>(1);
        foreach (Range part in (micalg ?? "").AsSpan().Split(','))
        {
            ReadOnlySpan<char> name = micalg.AsSpan(part).Trim(" \t\r\n\"'");
            for (int i = 1; i < _table.Length; i++)
            {
                if (_table[i].Answers(name) && !found.Contains((DigestAlgorithm)i))
                {
                    found.Add((DigestAlgorithm)i);
                }
            }
        }

        return found;
    }

    private sealed class Entry
    {
        private readonly string[] _micalgNames;

        public Entry(DigestAlgorithm digest, Oid oid, string name, HashAlgorithmName hashName, int size, string micalg, string[] micalgNames)
        {
            Oid = oid;
            Name = name;
            HashName = hashName;
            Size = size;
            Micalg = micalg;
            _micalgNames = micalgNames;
            IdentifierAbsent = digest == DigestAlgorithm.None ? [] : Encode(oid, withNull: false);
            IdentifierNull = digest == DigestAlgorithm.None ? [] : Encode(oid, withNull: true);
        }

        public Oid Oid { get; }

        public string Name { get; }

        public HashAlgorithmName HashName { get; }

        public int Size { get; }

        public string Micalg { get; }

        public byte[] IdentifierAbsent { get; }

        public byte[] IdentifierNull { get; }

        public bool Answers(ReadOnlySpan<char> name)
        {
            foreach (string known in _micalgNames)
            {
                if (name.Equals(known, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }

            return false;
        }

        private static byte[] Encode(Oid oid, bool withNull)
        {
            var writer = new AsnWriter(AsnEncodingRules.DER);
            using (writer.PushSequence())
            {
                oid.WriteTo(writer);
                if (withNull)
                {
                    writer.WriteNull();
                }
            }

            return writer.Encode();
        }
    }
}
