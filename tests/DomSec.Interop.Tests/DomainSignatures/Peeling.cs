using System.Globalization;
using System.Text.RegularExpressions;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.DomainSignatures;

/// <summary>Layers as the peers peel them.</summary>
internal static partial class Peeling
{
    /// <summary>requirements H.2: signatureType = {domain}, the whole attribute.</summary>
    public static readonly byte[] DomainAttribute = Convert.FromHexString("301e060b2a864886f70d010910021c310f300d060b2a864886f70d0109100902");

    /// <summary>The value inside its SET: SEQUENCE OF with id-sti-domainSig.</summary>
    public static readonly byte[] DomainValue = DomainAttribute[^15..];

    public const string SignatureTypeOid = "1.2.840.113549.1.9.16.2.28";

    /// <summary>The CMS object in a pkcs7-mime entity that starts at its Content-Type field.</summary>
    public static byte[] CmsOfEntity(byte[] entity) => Messages.CmsOf([.. "MIME-Version: 1.0\r\n"u8, .. entity]);

    /// <summary>The content of a SignedData without signers, as OpenSSL prints it: no command of its takes such an object's content out.</summary>
    public static byte[] ContentPrintedByOpenSsl(byte[] cms)
    {
        using var openSsl = new OpenSsl();
        string text = openSsl.Print(cms).Expect().Text;
        Assert.Matches(@"signerInfos:\s+<EMPTY>", text);
        Assert.Matches(@"digestAlgorithms:\s+<EMPTY>", text);
        Assert.Contains("eContentType: pkcs7-data (1.2.840.113549.1.7.1)", text, StringComparison.Ordinal);
        string content = text[text.IndexOf("eContent:", StringComparison.Ordinal)..text.IndexOf("certificates:", StringComparison.Ordinal)];
        return [.. DumpLine().Matches(content).SelectMany(line => Octets(line.Groups["octets"].Value))];
    }

    private static IEnumerable<byte> Octets(string columns) =>
        columns.Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries).Select(octet => byte.Parse(octet, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    // "      0010 - 74 65 78 74 2f 70 6c 61-69 6e ...   text/plain": three blanks after the octets.
    [GeneratedRegex("^ *[0-9a-f]{4,} - (?<octets>(?:[0-9a-f]{2}[ -])+)  ", RegexOptions.Multiline, matchTimeoutMilliseconds: 5000)]
    private static partial Regex DumpLine();
}
