using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using DomSec.Crypto.BouncyCastle;

namespace DomSec.Providers;

/// <summary>
/// What a file of certificates and keys holds: PEM (RFC 7468) or DER, told apart by content and not by name, or PKCS#12. Whatever
/// cannot be used becomes a line of text; nothing is thrown for content.
/// </summary>
internal sealed class CredentialFile : IDisposable
{
    private const string Begin = "-----BEGIN ";
    private const string Activation = "Activate-At:";
    private const string WrongPassword = "cannot be opened: the password is wrong, or the encryption is of a kind that is not read; check the password given for this file";
    private const string NoPassword = "is encrypted and no password was given: give the password for this file, or store it unencrypted and readable by this account alone";
    private const int InvalidPassword = unchecked((int)0x80070056); // ERROR_INVALID_PASSWORD, on every platform

    /// <summary>An administrator's own file: room for any sensible password hardening, and still an end.</summary>
    private static readonly Pkcs12LoaderLimits Pkcs12Limits = new()
    {
        MacIterationLimit = 10_000_000,
        IndividualKdfIterationLimit = 10_000_000,
        TotalKdfIterationLimit = 20_000_000,
    };

    private readonly Func<string?> _password;

    private CredentialFile(Func<string?> password) => _password = password;

    public List<X509Certificate2> Certificates { get; } = [];

    public List<PrivateKey> Keys { get; } = [];

    public List<ReadOnlyMemory<byte>> RevocationLists { get; } = [];

    /// <summary>From when on the keys are to be used: a line <c>Activate-At: 2027-01-31T00:00:00Z</c> beside the PEM blocks, which RFC 7468 section 2 lets others pass over.</summary>
    public DateTimeOffset? ActivatesAt { get; private set; }

    /// <summary>What could not be read, each to follow the file's name.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Reads PEM or DER.</summary>
    /// <param name="content">The file's octets; they stay the caller's.</param>
    /// <param name="password">Asked for when a key is encrypted.</param>
    /// <param name="certificates">Certificates that the keys will belong to, from a file beside this one: they tell the kind of an encrypted key.</param>
    public static CredentialFile Read(byte[] content, Func<string?> password, IReadOnlyList<X509Certificate2>? certificates = null)
    {
        var file = new CredentialFile(password);
        if (Text(content) is { } text)
        {
            file.ReadPem(text, certificates ?? file.Certificates);
            text.AsSpan().Clear();
        }
        else
        {
            file.ReadDer(content, certificates ?? file.Certificates);
        }

        return file;
    }

    /// <summary>Reads PKCS#12 (RFC 7292).</summary>
    public static CredentialFile ReadPkcs12(byte[] content, Func<string?> password)
    {
        var file = new CredentialFile(password);
        string? secret = password();
        try
        {
            // Keys stay in memory. macOS knows no such keys and would put them into a temporary key chain.
            X509KeyStorageFlags flags = OperatingSystem.IsMacOS() ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;
            foreach (X509Certificate2 certificate in X509CertificateLoader.LoadPkcs12Collection(content, secret, flags, Pkcs12Limits))
            {
                file.Certificates.Add(certificate);
                if (certificate.HasPrivateKey)
                {
                    file.AddKeyOf(certificate);
                }
            }
        }
        catch (CryptographicException e)
        {
            if (e.HResult == InvalidPassword)
            {
                file.Problems.Add(secret is null ? NoPassword : WrongPassword);
            }
            else if (!file.TryReadOtherPkcs12(content, secret))
            {
                file.Problems.Add("is not PKCS#12 that can be read: export certificate and key again");
            }
        }

        return file;
    }

    public void Dispose()
    {
        foreach (X509Certificate2 certificate in Certificates)
        {
            certificate.Dispose();
        }
    }

    /// <summary>The text of a PEM file, or null for anything else.</summary>
    private static char[]? Text(byte[] content)
    {
        // Some tools of Windows write UTF-16.
        Encoding encoding = content switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            _ => Encoding.UTF8,
        };
        char[] text = encoding.GetChars(content);
        if (text is ['\uFEFF', ..])
        {
            text[0] = '\n'; // a byte order mark would hide the first block: RFC 7468 section 2 wants white space before it
        }

        if (text.AsSpan().IndexOf(Begin) >= 0)
        {
            return text;
        }

        text.AsSpan().Clear();
        return null;
    }

    private void ReadActivation(ReadOnlySpan<char> text)
    {
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            if (!line.StartsWith(Activation, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            if (ActivatesAt is null && DateTimeOffset.TryParseExact(line[Activation.Length..].Trim(), "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at))
            {
                ActivatesAt = at;
            }
            else
            {
                Problems.Add("says more than once or not as a time when it is to be used: write one line such as Activate-At: 2027-01-31T00:00:00Z");
            }
        }
    }

    private void ReadPem(ReadOnlySpan<char> text, IReadOnlyList<X509Certificate2> certificates)
    {
        ReadActivation(text);

        // Certificates first: they tell the kind of the keys.
        int found = ReadBlocks(text, keys: false, certificates);
        ReadBlocks(text, keys: true, certificates);
        if (text.Count(Begin) == found)
        {
            return;
        }

        Problems.Add(text.IndexOf("Proc-Type:") >= 0
            ? "holds a key encrypted in OpenSSL's old way: convert it with openssl pkcs8 -topk8"
            : "holds a damaged PEM block: export it again");
    }

    private int ReadBlocks(ReadOnlySpan<char> text, bool keys, IReadOnlyList<X509Certificate2> certificates)
    {
        int blocks = 0;
        while (PemEncoding.TryFind(text, out PemFields fields))
        {
            blocks++;
            ReadOnlySpan<char> label = text[fields.Label];
            if (label.EndsWith("PRIVATE KEY") == keys)
            {
                byte[] der = new byte[fields.DecodedDataLength];
                try
                {
                    if (Convert.TryFromBase64Chars(text[fields.Base64Data], der, out int written))
                    {
                        ReadBlock(label, der.AsMemory(0, written), certificates);
                    }
                }
                finally
                {
                    CryptographicOperations.ZeroMemory(der);
                }
            }

            text = text[fields.Location.End..];
        }

        return blocks;
    }

    private void ReadBlock(ReadOnlySpan<char> label, ReadOnlyMemory<byte> der, IReadOnlyList<X509Certificate2> certificates)
    {
        switch (label)
        {
            case "CERTIFICATE" or "X509 CERTIFICATE" or "TRUSTED CERTIFICATE": // RFC 7468 section 5.1; the last one is OpenSSL's, with its own things after the certificate
                AddCertificate(der);
                break;
            case "X509 CRL":
                AddRevocationList(der);
                break;
            case "PRIVATE KEY":
                AddKey(() => PrivateKey.OfPkcs8(der));
                break;
            case "ENCRYPTED PRIVATE KEY":
                AddEncryptedKey(der, certificates);
                break;
            case "RSA PRIVATE KEY":
                AddKey(() => PrivateKey.OfPkcs1(der.Span));
                break;
            case "EC PRIVATE KEY":
                AddKey(() => PrivateKey.OfSec1(der.Span));
                break;
            case "PKCS7" or "CMS":
                Problems.Add("holds PKCS#7: convert it with openssl pkcs7 -print_certs");
                break;
            default:
                if (label.EndsWith("PRIVATE KEY"))
                {
                    Problems.Add("holds a private key in a form that is not read: convert it with openssl pkcs8 -topk8");
                }

                break; // EC PARAMETERS, PUBLIC KEY, CERTIFICATE REQUEST and the like: of no use and no harm
        }
    }

    private void ReadDer(ReadOnlyMemory<byte> content, IReadOnlyList<X509Certificate2> certificates)
    {
        if (content.IsEmpty)
        {
            Problems.Add("is empty: export it again");
            return;
        }

        // Several structures may follow one another.
        ReadOnlyMemory<byte> rest = content;
        while (!rest.IsEmpty)
        {
            ReadOnlyMemory<byte> element;
            try
            {
                AsnDecoder.ReadSequence(rest.Span, AsnEncodingRules.BER, out _, out _, out int length);
                element = rest[..length];
            }
            catch (AsnContentException)
            {
                Problems.Add("is neither PEM nor DER, or it is cut short: export it again");
                return;
            }

            ReadElement(element, certificates);
            rest = rest[element.Length..];
        }
    }

    private void ReadElement(ReadOnlyMemory<byte> element, IReadOnlyList<X509Certificate2> certificates)
    {
        try
        {
            AsnReader inner = new AsnReader(element, AsnEncodingRules.BER).ReadSequence();
            Asn1Tag first = inner.PeekTag();
            inner.ReadEncodedValue();
            Asn1Tag second = inner.PeekTag();
            if (first.HasSameClassAndValue(Asn1Tag.Integer))
            {
                AddKey(() => second.HasSameClassAndValue(Asn1Tag.Integer) ? PrivateKey.OfPkcs1(element.Span)
                    : second.HasSameClassAndValue(Asn1Tag.PrimitiveOctetString) ? PrivateKey.OfSec1(element.Span)
                    : PrivateKey.OfPkcs8(element));
            }
            else if (second.HasSameClassAndValue(Asn1Tag.PrimitiveOctetString))
            {
                AddEncryptedKey(element, certificates);
            }
            else if (RevocationListOutline.Of(element) is not null)
            {
                RevocationLists.Add(element.ToArray());
            }
            else
            {
                AddCertificate(element);
            }
        }
        catch (AsnContentException)
        {
            Problems.Add("holds something that is neither a certificate nor a key: export it again");
        }
    }

    private void AddCertificate(ReadOnlyMemory<byte> der)
    {
        try
        {
            AsnDecoder.ReadSequence(der.Span, AsnEncodingRules.BER, out _, out _, out int length);
            Certificates.Add(X509CertificateLoader.LoadCertificate(der.Span[..length]));
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException)
        {
            Problems.Add("holds something that is not a readable certificate: export it again");
        }
    }

    private void AddRevocationList(ReadOnlyMemory<byte> der)
    {
        if (RevocationListOutline.Of(der) is null)
        {
            Problems.Add("holds a damaged revocation list: fetch it again");
        }

        RevocationLists.Add(der.ToArray());
    }

    /// <summary>The platform refuses the whole file when one key is of an algorithm it has no class for.</summary>
    private bool TryReadOtherPkcs12(byte[] content, string? password)
    {
        if (BouncyPkcs.TryReadPkcs12(content, password) is not { } found)
        {
            return false;
        }

        foreach (byte[] certificate in found.Certificates)
        {
            AddCertificate(certificate);
        }

        foreach (byte[] key in found.Keys)
        {
            AddKey(() => PrivateKey.OfPkcs8(key));
            CryptographicOperations.ZeroMemory(key);
        }

        return true;
    }

    private void AddKeyOf(X509Certificate2 certificate)
    {
        if (PrivateKey.Of(certificate) is { } key)
        {
            Keys.Add(key);
        }
        else
        {
            Problems.Add("holds a private key that is neither RSA nor elliptic curve, or whose certificate allows neither signing nor key agreement: issue another one");
        }
    }

    private void AddEncryptedKey(ReadOnlyMemory<byte> der, IReadOnlyList<X509Certificate2> certificates)
    {
        if (_password() is not { } password)
        {
            Problems.Add(NoPassword);
            return;
        }

        try
        {
            Keys.Add(PrivateKey.OfEncryptedPkcs8(der.Span, password, [.. certificates.Select(c => c.GetKeyAlgorithm())]));
        }
        catch (CryptographicException)
        {
            Problems.Add(WrongPassword);
        }
        catch (DomSecException e)
        {
            Problems.Add(e.Message);
        }
    }

    private void AddKey(Func<PrivateKey> read)
    {
        try
        {
            Keys.Add(read());
        }
        catch (DomSecException e)
        {
            Problems.Add(e.Message);
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException or PlatformNotSupportedException)
        {
            Problems.Add("holds a private key that cannot be read: export it again as RSA, as an elliptic curve key on P-256, P-384 or P-521, or for encryption as X25519 or ML-KEM");
        }
    }
}
