using System.Text;
using System.Text.Json;
using DomSec.TestKit;

namespace DomSec.Tests.Conformance;

/// <summary>A corpus that only we could read would prove nothing: OpenSSL reads its structures and agrees about its signatures.</summary>
public sealed class CorpusReadableTests
{
    /// <summary>Each is a process of its own: every run looks at one in so many, beginning at different ones.</summary>
    private const int Sample = 4;

    /// <summary>Where OpenSSL 3.0 thinks otherwise, and why.</summary>
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["ber-attributes-unsorted"] = "hashes the signed attributes in the order sent, where RFC 5652 section 5.4 wants DER",
        ["signed-ed25519"] = "cannot verify Ed25519 in CMS",
        ["certificate-from-directory"] = "has no directory",
        ["ess-v2-other-certificate"] = "looks at signingCertificateV2 only while it builds a path",
        ["ess-v1-other-certificate"] = "looks at signingCertificate only while it builds a path",
        ["ess-conflict"] = "looks at both only while it builds a path",
        ["place-signing-certificate-unsigned"] = "refuses the attribute in that place instead of ignoring it",
    };

    /// <summary>OpenSSL prints all there are, BER in every form, null signatures and odd attributes included.</summary>
    [Fact]
    public void Outermost_structure_is_printed_by_openssl()
    {
        using var openssl = new OpenSsl();
        var failures = new List<string>();
        int printed = 0;
        foreach ((string id, byte[] cms) in Objects().Where((_, index) => index % Sample == 0))
        {
            printed++;
            if (!openssl.Print(cms).Ok)
            {
                failures.Add(id);
            }
        }

        Assert.Empty(failures);
        Assert.True(printed > 30, $"{printed} structures were looked at.");
    }

    /// <summary>Signatures that are to be valid verify, and those that are to be invalid do not: <c>openssl cms -verify -noverify</c> looks at the cryptography alone.</summary>
    [Fact]
    public void Openssl_agrees_about_outermost_signatures()
    {
        using var openssl = new OpenSsl();
        var disagreements = new List<string>();
        int looked = 0;
        foreach ((string id, byte[] cms) in Objects().Where((_, index) => index % Sample == 1))
        {
            JsonElement layer = CorpusManifest.Default.Entries[id].GetProperty("expected").GetProperty("layers")[0];
            if (layer.GetProperty("carrier").GetString() == "multipart-signed" || !layer.TryGetProperty("signatures", out JsonElement signatures)
                || signatures.EnumerateArray().Any(one => one.GetProperty("signature").GetString() == "unverifiable" || one.GetProperty("certificate").GetString() == "missing"))
            {
                continue;
            }

            looked++;
            bool expected = signatures.EnumerateArray().All(one => one.GetProperty("signature").GetString() == "valid");
            PeerResult result = openssl.Cms("-verify", "-noverify", "-binary", "-inform", "DER", "-in", openssl.File(cms), "-out", openssl.File("content"));
            if (result.Ok != expected && !Known.ContainsKey(id))
            {
                disagreements.Add($"{id}: {result.Error}");
            }
        }

        Assert.Empty(disagreements);
        Assert.True(looked > 15, $"{looked} signatures were looked at.");
    }

    private static IEnumerable<(string Id, byte[] Cms)> Objects()
    {
        foreach ((string id, JsonElement entry) in CorpusManifest.Default.Entries)
        {
            byte[] octets = CorpusManifest.Default.Read(entry.GetProperty("file").GetString()!);
            if (entry.GetProperty("operation").GetString() != "classify" || entry.GetProperty("expected").GetProperty("layers").GetArrayLength() == 0)
            {
                continue;
            }

            yield return (id, entry.GetProperty("file").GetString()!.EndsWith(".p7m", StringComparison.Ordinal) ? octets : LastBase64(octets));
        }
    }

    /// <summary>The one base64 body of an opaque entity, or the last one of a multipart/signed: enough of MIME for messages of our own making.</summary>
    private static byte[] LastBase64(byte[] message)
    {
        string text = Encoding.Latin1.GetString(message);
        bool isClear = text.Contains("Content-Type: multipart/signed", StringComparison.Ordinal) && text.IndexOf("Content-Type: ", StringComparison.Ordinal) == text.IndexOf("Content-Type: multipart/signed", StringComparison.Ordinal);
        int start = isClear ? text.LastIndexOf("application/pkcs7-signature", StringComparison.Ordinal) : 0;
        int body = text.IndexOf("\r\n\r\n", start, StringComparison.Ordinal) + 4;
        int end = isClear ? text.IndexOf("--", body, StringComparison.Ordinal) : text.Length;
        return Convert.FromBase64String(text[body..end]);
    }
}
