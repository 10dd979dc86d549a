using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;
using MimeKit.Cryptography;
using Pkcs = System.Security.Cryptography.Pkcs;

namespace DomSec.TestKit;

/// <summary>Messages as they arrive: octets, most of them with CRLF.</summary>
public static class Messages
{
    /// <summary>A text message of two lines.</summary>
    public static byte[] Plain(string from = "alice@acme.example", string to = "bob@partner.example", string subject = "Budget", string body = "Budget of the second quarter.\r\nRegards, Alice\r\n") =>
        Octets(Header(from, to, subject) + "Content-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\n\r\n" + body);

    /// <summary>A text message of about so many octets, in lines of 76.</summary>
    public static byte[] PlainOfSize(int octets, string from = "alice@acme.example", string to = "bob@partner.example")
    {
        const string Line = "The quick brown fox jumps over the lazy dog and pays the invoice in full.\r\n";
        return Plain(from, to, body: string.Concat(Enumerable.Repeat(Line, Math.Max(1, octets / Line.Length))));
    }

    /// <summary>Text and HTML with an attachment.</summary>
    public static byte[] HtmlMultipart(string from = "alice@acme.example", string to = "bob@partner.example") =>
        Octets(Header(from, to, "Two forms") + """
            Content-Type: multipart/mixed; boundary="outer"

            --outer
            Content-Type: multipart/alternative; boundary="inner"

            --inner
            Content-Type: text/plain

            Hello
            --inner
            Content-Type: text/html

            <p>Hello</p>
            --inner--

            --outer
            Content-Type: application/octet-stream; name="a.bin"
            Content-Disposition: attachment; filename="a.bin"
            Content-Transfer-Encoding: base64

            AAECAwQFBgcICQ==
            --outer--

            """.ReplaceLineEndings("\r\n"));

    /// <summary>UTF-8 text that was not encoded for transfer.</summary>
    public static byte[] EightBit(string from = "alice@acme.example", string to = "bob@partner.example") =>
        [.. Octets(Header(from, to, "8bit") + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"), .. Encoding.UTF8.GetBytes("Grüße aus Köln: 100 €\r\n")];

    /// <summary>An octet stream that was not encoded for transfer: every octet, bare CR and LF and NUL included.</summary>
    public static byte[] Binary(string from = "alice@acme.example", string to = "bob@partner.example") =>
        [.. Octets(Header(from, to, "binary") + "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: binary\r\n\r\n"), .. Enumerable.Range(0, 256).Select(octet => (byte)octet)];

    /// <summary>A message as a Unix file has it: LF alone.</summary>
    public static byte[] LfOnly(string from = "alice@acme.example", string to = "bob@partner.example") => [.. Plain(from, to).Where(octet => octet != '\r')];

    /// <summary>multipart/signed, made by MimeKit with BouncyCastle.</summary>
    public static byte[] ClearSigned(TestIdentity signer, byte[]? message = null)
    {
        using var context = new TemporarySecureMimeContext();
        MimeMessage parsed = Parse(message ?? Plain(AddressOf(signer)));
        var cmsSigner = new MimeKit.Cryptography.CmsSigner(signer.Certificate) { DigestAlgorithm = DigestAlgorithm.Sha256 };
        parsed.Body = MultipartSigned.Create(context, cmsSigner, parsed.Body!);
        return ToOctets(parsed);
    }

    /// <summary>application/pkcs7-mime with signed-data, made by MimeKit with BouncyCastle.</summary>
    public static byte[] OpaqueSignedByMimeKit(TestIdentity signer, byte[] message)
    {
        using var context = new TemporarySecureMimeContext();
        MimeMessage parsed = Parse(message);
        parsed.Body = ApplicationPkcs7Mime.Sign(context, new MimeKit.Cryptography.CmsSigner(signer.Certificate) { DigestAlgorithm = DigestAlgorithm.Sha256 }, parsed.Body!);
        return ToOctets(parsed);
    }

    /// <summary>application/pkcs7-mime with signed-data, made by System.Security.Cryptography.Pkcs over the message's own MIME entity.</summary>
    public static byte[] OpaqueSigned(TestIdentity signer, byte[]? message = null, Func<byte[], byte[]>? alterCms = null)
    {
        (byte[] header, byte[] entity) = Split(message ?? Plain(AddressOf(signer)));
        byte[] cms = SignedData(signer, entity);
        return Carry(header, alterCms is null ? cms : alterCms(cms), "signed-data");
    }

    /// <summary>application/pkcs7-mime with enveloped-data (AES-256-CBC, RSA PKCS#1 v1.5), made by System.Security.Cryptography.Pkcs.</summary>
    public static byte[] Enveloped(IReadOnlyList<TestIdentity> recipients, byte[]? message = null, Func<byte[], byte[]>? alterCms = null)
    {
        (byte[] header, byte[] entity) = Split(message ?? Plain());
        byte[] cms = EnvelopedData(recipients, entity);
        return Carry(header, alterCms is null ? cms : alterCms(cms), "enveloped-data");
    }

    /// <summary>SignedData by System.Security.Cryptography.Pkcs.</summary>
    public static byte[] SignedData(TestIdentity signer, byte[] content, bool detached = false)
    {
        var signed = new Pkcs.SignedCms(new Pkcs.ContentInfo(content), detached);
        var cmsSigner = new Pkcs.CmsSigner(Pkcs.SubjectIdentifierType.IssuerAndSerialNumber, signer.Certificate)
        {
            IncludeOption = X509IncludeOption.EndCertOnly,
            DigestAlgorithm = new Oid(TestKeys.HashFor(signer.KeyType).Name switch { "SHA384" => "2.16.840.1.101.3.4.2.2", "SHA512" => "2.16.840.1.101.3.4.2.3", _ => "2.16.840.1.101.3.4.2.1" }),
        };
        cmsSigner.SignedAttributes.Add(new Pkcs.Pkcs9SigningTime(new DateTime(2024, 6, 1, 12, 0, 0, DateTimeKind.Utc)));
        foreach (X509Certificate2 certificate in signer.Intermediates)
        {
            cmsSigner.Certificates.Add(certificate);
        }

        signed.ComputeSignature(cmsSigner);
        return signed.Encode();
    }

    /// <summary>EnvelopedData by System.Security.Cryptography.Pkcs; RSA recipients only.</summary>
    public static byte[] EnvelopedData(IReadOnlyList<TestIdentity> recipients, byte[] content)
    {
        var enveloped = new Pkcs.EnvelopedCms(new Pkcs.ContentInfo(content), new Pkcs.AlgorithmIdentifier(new Oid("2.16.840.1.101.3.4.1.42")));
        var collection = new Pkcs.CmsRecipientCollection();
        foreach (TestIdentity recipient in recipients)
        {
            collection.Add(new Pkcs.CmsRecipient(Pkcs.SubjectIdentifierType.IssuerAndSerialNumber, recipient.Certificate));
        }

        enveloped.Encrypt(collection);
        return enveloped.Encode();
    }

    /// <summary>Puts a CMS object into a message with the given header fields (without Content-* fields, ending in CRLF).</summary>
    public static byte[] Carry(byte[] header, byte[] cms, string smimeType, string mediaType = "application/pkcs7-mime")
    {
        string labels = $"Content-Type: {mediaType}; smime-type={smimeType}; name=\"smime.p7m\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"smime.p7m\"\r\n\r\n";
        string text = Convert.ToBase64String(cms, Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\r\n") + "\r\n";
        return [.. header, .. Octets(labels), .. Octets(text)];
    }

    /// <summary>Parts a message into the fields of its envelope's header and its MIME entity: the Content-* fields, the empty line and the body.</summary>
    public static (byte[] Header, byte[] Entity) Split(byte[] message)
    {
        int end = message.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            throw new ArgumentException("The message needs CRLF and an empty line.", nameof(message));
        }

        var header = new StringBuilder();
        var entity = new StringBuilder();
        bool isContent = false;
        foreach (string line in Encoding.Latin1.GetString(message, 0, end).Split("\r\n"))
        {
            if (line.Length == 0 || line[0] is not (' ' or '\t'))
            {
                isContent = line.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);
            }

            (isContent ? entity : header).Append(line).Append("\r\n");
        }

        return (Octets(header.ToString()), [.. Octets(entity.ToString()), .. message.AsSpan(end + 2)]);
    }

    /// <summary>The CMS object of a message made by <see cref="Carry"/> or by a peer.</summary>
    public static byte[] CmsOf(byte[] message)
    {
        using var stream = new MemoryStream();
        ((MimePart)Parse(message).Body!).Content!.DecodeTo(stream);
        return stream.ToArray();
    }

    public static MimeMessage Parse(byte[] message)
    {
        using var stream = new MemoryStream(message, writable: false);
        return MimeMessage.Load(stream);
    }

    public static byte[] ToOctets(MimeMessage message)
    {
        using var stream = new MemoryStream();
        FormatOptions options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(options, stream);
        return stream.ToArray();
    }

    private static string AddressOf(TestIdentity signer) =>
        signer.Certificate.GetNameInfo(X509NameType.EmailName, forIssuer: false) is { Length: > 0 } address ? address : "alice@" + signer.Domain;

    private static string Header(string from, string to, string subject) =>
        $"From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Sat, 01 Jun 2024 12:00:00 +0000\r\nMessage-ID: <{subject.Replace(' ', '-')}@test.example>\r\nMIME-Version: 1.0\r\n";

    private static byte[] Octets(string text) => Encoding.Latin1.GetBytes(text);
}
