using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Hosting;
using MimeKit;

namespace DomSec.Tests.VectorsCms;

/// <summary>Every row of the truth table over real objects of other projects: the cryptographic fact alone, and what a known key opens.</summary>
public sealed class TruthTests
{
    /// <summary>Rows answered otherwise on purpose, with the fact that is right here.</summary>
    private static readonly Dictionary<string, (SignatureFact Fact, string Why)> Decided = new(StringComparer.Ordinal)
    {
        // A signing time among the unsigned attributes: some engines fail the signature for it. Anyone can put it there (SEC-CMS-05), so it decides nothing.
        ["openssl/80-test_cms_data/bad_signtime_attr.cms#0"] = (SignatureFact.Valid, "unsigned attributes decide nothing"),

        // SignerInfo.digestAlgorithm names sha256WithRSAEncryption. The engines do not agree either; what is no digest cannot be verified with.
        ["go-pkcs7/smallstep_pkcs7.verify_test.b027.der#0"] = (SignatureFact.Unverifiable, "a signature algorithm is no digest algorithm"),
    };

    public static TheoryData<string> Rows { get; } = [.. TruthRow.All.Select(row => row.Name)];

    [Fact]
    public void Table_is_about_files_that_are_there()
    {
        Assert.Equal(151, TruthRow.All.Count);
        Assert.All(TruthRow.All, row => Assert.True(File.Exists(Vectors.Path("cms/" + row.File))));
        Assert.All(Decided.Keys, name => Assert.Contains(TruthRow.All, row => row.Name == name));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    [Trait("Requirement", "CMS-BER-01 CMS-BER-02 CMS-BER-10 SM-MIM-03 SM-MIM-04 SM-MIM-09 SM-MIM-10 SM-MIM-12")]
    public async Task Row_is_read_as_the_engines_agree(string name)
    {
        TruthRow row = TruthRow.All.Single(one => one.Name == name);
        string? difference = await DifferenceAsync(row);
        if (Decided.TryGetValue(name, out (SignatureFact Fact, string Why) decided))
        {
            TestDoorsWithKeys doors = new();
            DomainSecurityReport report = await doors.Doors.ClassifyAsync(Vectors.Bytes("cms/" + row.File));
            Assert.True(report.Signatures()[row.Index].Signature == decided.Fact, $"{decided.Why}: {report.Describe()}");
            return;
        }

        Assert.True(difference is null, $"{name}: {difference}");
    }

    /// <summary>Doors that hold one of the table's keys.</summary>
    internal static TestDoors DoorsWith(string key) => new TestDoorsWithKeys(key).Doors;

    private static async Task<string?> DifferenceAsync(TruthRow row)
    {
        byte[] octets = Vectors.Bytes("cms/" + row.File);
        TestDoorsWithKeys doors = new();
        DomainSecurityReport report = await doors.Doors.ClassifyAsync(octets);
        if (report.Status == SecurityStatus.Pass)
        {
            return "a stranger's root is not trusted, and still it passes: " + report.Describe();
        }

        List<SecurityLayer> layers = [.. report.Layers.Where(layer => layer.Kind != LayerKind.Content)];
        if (row.Kind == "cms-parse-error")
        {
            return layers.Count > 0 ? "no CMS, and still there is a layer: " + report.Describe() : null;
        }

        if (layers.Count <= row.Index)
        {
            return "the layer is not reached: " + report.Describe();
        }

        SecurityLayer layer = layers[row.Index];
        string? kind = KindDifference(row, layer, report);
        if (kind is not null)
        {
            return kind;
        }

        // Content beside the signature counts before content inside it (RFC 8551 section 3.5.3.1).
        string verdict = row.Detached.Length > 0 ? row.Detached : row.Attached;
        bool valid = layer.Signatures.Count > 0 && layer.Signatures.All(signature => signature.Signature == SignatureFact.Valid);
        if (verdict.Length > 0 && valid != (verdict == "ok"))
        {
            return $"engines say {verdict}: " + report.Describe();
        }

        return row.Key.Length == 0 ? null : await PlaintextDifferenceAsync(row, octets);
    }

    private static string? KindDifference(TruthRow row, SecurityLayer layer, DomainSecurityReport report)
    {
        LayerKind[] kinds = row.Kind switch
        {
            "signed" => [LayerKind.Signed, LayerKind.CertsOnly, LayerKind.NullSigned],
            "signed_data" => [LayerKind.Malformed],
            "enveloped" => row.File.EndsWith("malformed.der", StringComparison.Ordinal) ? [LayerKind.Enveloped, LayerKind.Malformed] : [LayerKind.Enveloped],
            "authenv" => [LayerKind.AuthEnveloped],
            "compressed" => [LayerKind.Compressed],
            "digested_data" => [LayerKind.Digested],
            "encrypted_data" => [LayerKind.EncryptedData],
            "authenticated_data" => [LayerKind.Authenticated],
            _ => [],
        };
        return kinds.Contains(layer.Kind) ? null : $"{layer.Kind} instead of {row.Kind}: {report.Describe()}";
    }

    private static async Task<string?> PlaintextDifferenceAsync(TruthRow row, byte[] octets)
    {
        byte[] cms = octets[0] == 0x30 || octets.AsSpan().StartsWith("-----BEGIN"u8) ? octets : CmsAt(row, octets);
        TestDoorsWithKeys doors = new(row.Key);
        (DomainDecryptionReport report, byte[] plaintext) = await doors.Doors.DecryptAsync(cms, new() { AllowUnauthenticatedContent = true });
        if (report.Outcome != DomainOutcome.Applied)
        {
            return $"not decrypted: {report.Refusal}";
        }

        string hash = Convert.ToHexStringLower(SHA256.HashData(plaintext))[..16];
        return (plaintext.Length, hash) == (row.PlaintextLength, row.PlaintextHash) ? null : $"{plaintext.Length} octets with {hash}";
    }

    /// <summary>The encrypted object itself, dug out by MimeKit and the platform.</summary>
    private static byte[] CmsAt(TruthRow row, byte[] octets)
    {
        byte[] entity = octets;
        for (int i = 0; ; i++)
        {
            MimeEntity body = Messages.Parse(entity).Body!;
            if (body is Multipart multipart)
            {
                Assert.True(i < row.Index);
                using var first = new MemoryStream();
                multipart[0].WriteTo(first);
                entity = first.ToArray();
                continue;
            }

            using var stream = new MemoryStream();
            ((MimePart)body).Content!.DecodeTo(stream);
            if (i == row.Index)
            {
                return stream.ToArray();
            }

            var signed = new SignedCms();
            signed.Decode(stream.ToArray());
            entity = signed.ContentInfo.Content;
        }
    }

    /// <summary>Doors with one of the table's keys, or all of them.</summary>
    private sealed class TestDoorsWithKeys
    {
        public TestDoorsWithKeys(string? only = null)
        {
            Doors = new TestDoors(trustsShared: false);
            foreach (string path in Vectors.In("cms/keys", "*.crt"))
            {
                string name = Path.GetFileNameWithoutExtension(path);
                if (only is null || only == name)
                {
                    Doors.Community.AddDecryptionKey(MailDomain.Parse("example.com"), Load(path));
                }
            }
        }

        public TestDoors Doors { get; }

        private static SoftwareDecryptionKey Load(string path)
        {
            X509Certificate2 certificate = X509CertificateLoader.LoadCertificateFromFile(path);
            string pem = File.ReadAllText(Path.ChangeExtension(path, ".key"));
            if (certificate.GetECDsaPublicKey() is not null)
            {
                var agreement = ECDiffieHellman.Create();
                agreement.ImportFromPem(pem);
                return new SoftwareDecryptionKey(certificate, agreement);
            }

            var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return new SoftwareDecryptionKey(certificate, rsa);
        }
    }
}
