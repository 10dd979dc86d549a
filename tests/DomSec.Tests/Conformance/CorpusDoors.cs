using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using DomSec.Hosting;
using DomSec.Providers;
using Microsoft.Extensions.Time.Testing;

namespace DomSec.Tests.Conformance;

/// <summary>The public doors over a community of the corpus, at the corpus' time.</summary>
internal static class CorpusDoors
{
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string EllipticCurve = "1.2.840.10045.2.1";

    private static readonly ConcurrentDictionary<(string Name, string Options), Lazy<DomSecCommunity>> Opened = new();

    /// <summary>Doors are safe for concurrent use; reading a dozen keys for each entry would take longer than all entries.</summary>
    public static DomSecCommunity Open(CorpusManifest manifest, string name, DomSecOptions options) =>
        Opened.GetOrAdd((name, options.ToString()), _ => new Lazy<DomSecCommunity>(() => Build(manifest, name, options))).Value;

    private static DomSecCommunity Build(CorpusManifest manifest, string name, DomSecOptions options)
    {
        JsonElement described = manifest.Root.GetProperty("communities").GetProperty(name);
        var community = new MemoryCommunity();
        foreach (string anchor in CorpusManifest.Texts(described.GetProperty("anchors")))
        {
            community.AddAnchor(Certificate(anchor));
        }

        foreach (string list in CorpusManifest.Texts(described.GetProperty("crls")))
        {
            community.AddRevocationList(manifest.ReadPem(list));
        }

        foreach (JsonElement member in described.GetProperty("members").EnumerateArray())
        {
            DomainRole role = member.GetProperty("role").GetString() == "domain-confidentiality-authority" ? DomainRole.Confidentiality : DomainRole.DomainSigning;
            community.AddCertificate(Domain(member), role, manifest.ReadPem(member.GetProperty("certificate").GetString()!));
        }

        foreach (JsonElement own in described.GetProperty("identities").EnumerateArray())
        {
            X509Certificate2 certificate = Certificate(own.GetProperty("certificate").GetString()!);
            byte[] key = manifest.ReadPem(own.GetProperty("key").GetString()!);
            _ = own.GetProperty("role").GetString() switch
            {
                "domain-confidentiality-authority" => community.AddDecryptionKey(Domain(own), DecryptionKey(certificate, key)),
                "review-authority" => community.AddSigningKey(Domain(own), DomainRole.Review, SigningKey(certificate, key)),
                "attribute-authority" => community.AddSigningKey(Domain(own), DomainRole.Attribute, SigningKey(certificate, key)),
                _ => community.AddSigningKey(Domain(own), DomainRole.DomainSigning, SigningKey(certificate, key)),
            };
        }

        return DomSecCommunity.Create(community, community, community, community, new DomSecCommunityOptions
        {
            Options = options,
            TimeProvider = new FakeTimeProvider(manifest.EvaluationTime),
            PeerProfiles = described.TryGetProperty("peers", out JsonElement peers) ? new CorpusPeers(peers) : null,
            LabelPolicy = described.TryGetProperty("labels", out JsonElement labels) ? LabelPolicy(labels) : null,
        });

        X509Certificate2 Certificate(string file) => X509CertificateLoader.LoadCertificate(manifest.ReadPem(file));
    }

    private static SecurityLabelTable LabelPolicy(JsonElement labels) => new(
    [
        .. labels.GetProperty("policies").EnumerateObject().Select(policy => new SecurityLabelScheme
        {
            Name = "policy " + policy.Name,
            Policy = policy.Name,
            Classifications = [.. policy.Value.EnumerateArray().Select(value => new LabelClassification(value.GetInt32(), value.GetRawText()))],
            Translators = CorpusManifest.Texts(labels.GetProperty("translators")),
        }),
    ]);

    private static SoftwareSigningKey SigningKey(X509Certificate2 certificate, byte[] pkcs8)
    {
        switch (certificate.GetKeyAlgorithm())
        {
            case Rsa:
                RSA rsa = RSA.Create();
                rsa.ImportPkcs8PrivateKey(pkcs8, out _);
                return new SoftwareSigningKey(certificate, rsa);
            case EllipticCurve:
                ECDsa ec = ECDsa.Create();
                ec.ImportPkcs8PrivateKey(pkcs8, out _);
                return new SoftwareSigningKey(certificate, ec);
            default:
                return SoftwareSigningKey.FromPkcs8(certificate, pkcs8);
        }
    }

    private static SoftwareDecryptionKey DecryptionKey(X509Certificate2 certificate, byte[] pkcs8)
    {
        switch (certificate.GetKeyAlgorithm())
        {
            case Rsa:
                RSA rsa = RSA.Create();
                rsa.ImportPkcs8PrivateKey(pkcs8, out _);
                return new SoftwareDecryptionKey(certificate, rsa);
            case EllipticCurve:
                ECDiffieHellman ec = ECDiffieHellman.Create();
                ec.ImportPkcs8PrivateKey(pkcs8, out _);
                return new SoftwareDecryptionKey(certificate, ec);
            default:
                return SoftwareDecryptionKey.FromPkcs8(certificate, pkcs8);
        }
    }

    private static MailDomain Domain(JsonElement element) => MailDomain.Parse(element.GetProperty("domain").GetString()!);
}
