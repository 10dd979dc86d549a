using System.Formats.Asn1;
using DomSec.Ber;

namespace DomSec.Crypto;

/// <summary>
/// A content-encryption algorithm: AES-CBC (RFC 3565), AES-GCM (RFC 5084) and, for reading old mail, triple DES (RFC 3370 section 5.1).
/// </summary>
internal sealed class ContentCipher
{
    public static readonly ContentCipher Aes128Cbc = new(Oids.Aes128Cbc, "aes128-cbc", 16, 16, 16, isAuthenticated: false, isWeak: false);
    public static readonly ContentCipher Aes192Cbc = new(Oids.Aes192Cbc, "aes192-cbc", 24, 16, 16, isAuthenticated: false, isWeak: false);
    public static readonly ContentCipher Aes256Cbc = new(Oids.Aes256Cbc, "aes256-cbc", 32, 16, 16, isAuthenticated: false, isWeak: false);
    public static readonly ContentCipher Aes128Gcm = new(Oids.Aes128Gcm, "aes128-gcm", 16, 1, 12, isAuthenticated: true, isWeak: false);
    public static readonly ContentCipher Aes192Gcm = new(Oids.Aes192Gcm, "aes192-gcm", 24, 1, 12, isAuthenticated: true, isWeak: false);
    public static readonly ContentCipher Aes256Gcm = new(Oids.Aes256Gcm, "aes256-gcm", 32, 1, 12, isAuthenticated: true, isWeak: false);
    public static readonly ContentCipher TripleDesCbc = new(Oids.TripleDesCbc, "des-ede3-cbc", 24, 8, 8, isAuthenticated: false, isWeak: true);

    /// <summary>CMS-AE-06: emitted, and the longest that GCM has.</summary>
    public const int EmittedTagSize = 16;

    /// <summary>RFC 5084 section 3.2: aes-ICVlen is 12 to 16; SEC-GCM-02: shorter tags are forgeable.</summary>
    private const int MinTagSize = 12;

    /// <summary>RFC 5084 section 3.2: AES-GCM-ICVlen DEFAULT 12.</summary>
    private const int DefaultTagSize = 12;

    /// <summary>NIST SP 800-38D allows far more; no sender uses another length than 12, Wycheproof goes up to 257.</summary>
    private const int MaxGcmNonceSize = 512;

    private static readonly ContentCipher[] _all = [Aes128Cbc, Aes192Cbc, Aes256Cbc, Aes128Gcm, Aes192Gcm, Aes256Gcm, TripleDesCbc];

    private ContentCipher(Oid oid, string name, int keySize, int blockSize, int nonceSize, bool isAuthenticated, bool isWeak)
    {
        Oid = oid;
        Name = name;
        KeySize = keySize;
        BlockSize = blockSize;
        NonceSize = nonceSize;
        IsAuthenticated = isAuthenticated;
        IsWeak = isWeak;
    }

    public static ReadOnlySpan<ContentCipher> All => _all;

    public Oid Oid { get; }

    /// <summary>The report's name, "aes256-gcm".</summary>
    public string Name { get; }

    /// <summary>Octets of the content-encryption key; no other length is taken.</summary>
    public int KeySize { get; }

    /// <summary>Octets that the plaintext is padded to; 1 when it is not padded.</summary>
    public int BlockSize { get; }

    /// <summary>Octets of nonce or initialisation vector that are emitted.</summary>
    public int NonceSize { get; }

    /// <summary>Whether it belongs into AuthEnvelopedData.</summary>
    public bool IsAuthenticated { get; }

    /// <summary>Whether it is there only to read old mail.</summary>
    public bool IsWeak { get; }

    public static ContentCipher? FromOid(Oid oid)
    {
        foreach (ContentCipher cipher in _all)
        {
            if (cipher.Oid == oid)
            {
                return cipher;
            }
        }

        return null;
    }

    /// <summary>The whole contentEncryptionAlgorithm in DER.</summary>
    public byte[] EncodeAlgorithmIdentifier(ReadOnlySpan<byte> nonce)
    {
        AsnWriter writer = DerWriters.Rent();
        using (writer.PushSequence())
        {
            Oid.WriteTo(writer);
            if (IsAuthenticated)
            {
                // CMS-AE-05, RFC 5084 section 3.2: GCMParameters ::= SEQUENCE { aes-nonce OCTET STRING, aes-ICVlen INTEGER DEFAULT 12 }.
                using (writer.PushSequence())
                {
                    writer.WriteOctetString(nonce);
                    writer.WriteInteger(EmittedTagSize);
                }
            }
            else
            {
                // CMS-AE-10, RFC 3565 section 4.1: the parameter is the IV.
                writer.WriteOctetString(nonce);
            }
        }

        return DerWriters.EncodeAndReturn(writer);
    }

    /// <summary>Reads the parameters of a contentEncryptionAlgorithm of this cipher.</summary>
    public bool TryReadParameters(in AlgorithmIdentifier algorithm, out ContentParameters parameters)
    {
        parameters = default;
        if (algorithm.Algorithm != Oid || algorithm.Parameters.IsEmpty)
        {
            return false;
        }

        var reader = new BerReader(algorithm.Parameters);
        if (!IsAuthenticated)
        {
            ReadOnlyMemory<byte> iv = reader.ReadOctetString();
            reader.RequireEnd();
            parameters = new ContentParameters(iv, 0);
            return reader.Ok && iv.Length == BlockSize;
        }

        BerReader fields = reader.ReadSequence();
        ReadOnlyMemory<byte> nonce = fields.ReadOctetString();
        int tagSize = fields.HasData ? fields.ReadSmallInteger() : DefaultTagSize;
        fields.RequireEnd();
        reader.RequireEnd();
        reader.Join(fields);
        parameters = new ContentParameters(nonce, tagSize);
        return reader.Ok && tagSize is >= MinTagSize and <= EmittedTagSize && nonce.Length is > 0 and <= MaxGcmNonceSize;
    }
}
