using System.Security.Cryptography;
using DomSec.Ber;
using DomSec.Cms.Streaming;
using DomSec.Confidentiality;
using DomSec.Crypto;
using DomSec.Crypto.BouncyCastle;
using DomSec.Hosting;
using DomSec.Providers;
using DomSec.TestKit;
using DomSec.Tests.Classification;
using DomSec.Tests.Crypto;
using DomSec.Tests.Hosting;
using DomSec.Tests.Properties;
using DomSec.Tests.Recipients;
using DomSec.Tests.Signatures;
using DomSec.X509;
using Platform = System.Security.Cryptography.X509Certificates;

namespace DomSec.Tests.Review;

/// <summary>Messages with every kind of recipient and signer, broken in every way: nothing throws, and nothing is written that is not released.</summary>
public sealed class NewKindsAttackTests
{
    private static readonly byte[] _header = Messages.Split(Messages.Plain()).Header;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [Trait("Requirement", "SEC-DOS-01 SEC-ORC-03")]
    public async Task Broken_messages_of_every_kind_are_answered_and_write_nothing(int seed)
    {
        const int Rounds = 250;
        var community = new MemoryCommunity().AddAnchor(TestCa.Shared.Certificate);
        List<byte[]> seeds = await SeedsAsync(community);
        var doors = new[] { DomSecLimits.Default, DomSecLimits.Default with { MaxBufferedBytes = 256 } }.Select(limits => DomSecCommunity.Create(
            community, community, community, community,
            new() { Options = new DomSecOptions { Limits = limits, MaxDecryptionFailures = 0, DecryptPasswordRecipients = true }, TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestDoors.Now) })).ToArray();
        foreach (byte[] good in seeds)
        {
            foreach (DomSecCommunity door in doors)
            {
                DomainSecurityReport report = await door.Classifier.ClassifyStreamAsync(new MemoryStream(good), new(), TestContext.Current.CancellationToken);
                Assert.True(report.Structure.Contains("content", StringComparison.Ordinal), report.Describe()); // each opens before it is broken
            }
        }

        TlvTree[] trees = [.. seeds.Select(good => TlvTree.Read(Messages.CmsOf(good))!)];
        var random = new Random(seed);
        for (int i = 0; i < Rounds; i++)
        {
            byte[] message = Break(seeds[random.Next(seeds.Count)], trees, random);
            try
            {
                foreach (DomSecCommunity door in doors)
                {
                    using var output = new MemoryStream();
                    DomainDecryptionReport report = await door.Encryptor.DecryptStreamAsync(new MemoryStream(message), output, new(), TestContext.Current.CancellationToken);
                    Assert.Equal(report.Outcome == DomainOutcome.Applied, output.Length > 0);
                    Assert.Null(report.Classification is { } seen ? ReportText.Flaw(seen) : null);
                }
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException($"Round {i}: {e}{Environment.NewLine}{Convert.ToBase64String(message)}", e);
            }
        }
    }

    /// <summary>One to three elements changed, taken away, doubled, moved from another message, or written with indefinite lengths.</summary>
    private static byte[] Break(byte[] message, TlvTree[] trees, Random random)
    {
        TlvTree tree = TlvTree.Read(Messages.CmsOf(message))!;
        for (int i = random.Next(3); i >= 0; i--)
        {
            TlvTree[] parents = [.. tree.All().Where(node => node.Parts is { Count: > 0 })];
            TlvTree parent = parents[random.Next(parents.Length)];
            int at = random.Next(parent.Parts!.Count);
            TlvTree part = parent.Parts[at];
            switch (random.Next(6))
            {
                case 0:
                    parent.Parts.RemoveAt(at);
                    break;
                case 1:
                    parent.Parts.Insert(at, part.Copy());
                    break;
                case 2:
                    TlvTree[] other = [.. trees[random.Next(trees.Length)].All()];
                    parent.Parts[at] = other[random.Next(other.Length)].Copy();
                    break;
                case 3:
                    part.Tag ^= (byte)(1 << random.Next(8));
                    break;
                default:
                    TlvTree[] leaves = [.. tree.All().Where(node => node.Octets is { Length: > 0 })];
                    TlvTree leaf = leaves[random.Next(leaves.Length)];
                    leaf.Octets = random.Next(3) switch
                    {
                        0 => leaf.Octets[..random.Next(leaf.Octets.Length)],
                        1 => [.. leaf.Octets, (byte)random.Next(256)],
                        _ => [.. leaf.Octets[..^1], (byte)(leaf.Octets[^1] ^ (1 << random.Next(8)))],
                    };
                    break;
            }
        }

        int indefinite = random.Next(4);
        return SeedCorpus.Replace(message, tree.Write(() => indefinite == 3 && random.Next(2) == 0));
    }

    private static async Task<List<byte[]>> SeedsAsync(MemoryCommunity community)
    {
        var seeds = new List<byte[]>();
        byte[] content = Messages.Split(Build.DomainSigned()).Entity;
        RsaKeyTransportPadding[] paddings = [RsaKeyTransportPadding.Pkcs1, RsaKeyTransportPadding.OaepSha1, RsaKeyTransportPadding.OaepSha512, RsaKeyTransportPadding.RsaKem];
        using var rsa = RSA.Create(2048);
        foreach (RsaKeyTransportPadding padding in paddings)
        {
            using Platform.X509Certificate2 certificate = Recovery.Certify(rsa.ExportSubjectPublicKeyInfo(), "rsa" + padding);
            community.AddDecryptionKey(TestDoors.Partner, new SoftwareDecryptionKey(certificate, RSA.Create(rsa.ExportParameters(includePrivateParameters: true))));
            Add(certificate, new AlgorithmProfile { RsaKeyTransport = padding }, ContentCipher.Aes256Gcm);
        }

        foreach (ECCurve curve in new[] { ECCurve.NamedCurves.nistP256, ECCurve.NamedCurves.nistP521, ECCurve.NamedCurves.brainpoolP384r1 })
        {
            var key = ECDiffieHellman.Create(curve);
            using Platform.X509Certificate2 certificate = Recovery.Certify(key.ExportSubjectPublicKeyInfo(), "ec");
            community.AddDecryptionKey(TestDoors.Partner, new SoftwareDecryptionKey(certificate, key));
            Add(certificate, new AlgorithmProfile(), ContentCipher.Aes128Cbc);
        }

        foreach (DomSec.Ber.Oid algorithm in new[] { Oids.X25519, Oids.X448, Oids.MlKem512, Oids.MlKem1024 })
        {
            var key = ManagedPrivateKey.Generate(algorithm, out _);
            using Platform.X509Certificate2 certificate = Recovery.Certify(key.SubjectPublicKeyInfo.Span, "managed");
            community.AddDecryptionKey(TestDoors.Partner, new SoftwareDecryptionKey(certificate, key));
            Add(certificate, new AlgorithmProfile { DeriveContentKey = true }, ContentCipher.ChaCha20Poly1305);
            Add(certificate, new AlgorithmProfile { UseDefaultTagLength = true }, ContentCipher.Aes192Gcm);
        }

        using var openssl = new OpenSslTool();
        openssl.Write("content", content);
        byte[] kek = RandomNumberGenerator.GetBytes(32);
        community.AddKeyEncryptionKey(TestDoors.Partner, new SoftwareKeyEncryptionKey([7, 7], kek)).AddPassword(TestDoors.Partner, "correct horse");
        openssl.Run("cms", "-encrypt", "-binary", "-aes-256-gcm", "-in", "content", "-outform", "DER", "-out", "cms", "-secretkey", Convert.ToHexString(kek), "-secretkeyid", "0707");
        seeds.Add(Messages.Carry(_header, openssl.Read("cms"), "authEnveloped-data"));
        openssl.Run("cms", "-encrypt", "-binary", "-aes-128-cbc", "-in", "content", "-outform", "DER", "-out", "cms", "-pwri_password", "correct horse");
        seeds.Add(Messages.Carry(_header, openssl.Read("cms"), "enveloped-data"));

        foreach (string algorithm in new[] { "Ed25519", "ML-DSA-44" })
        {
            StrangerKey root = StrangerKey.Root(algorithm);
            community.AddAnchor(root.Platform);
            seeds.Add(Messages.Carry(_header, root.Person(algorithm).Sign(LayeredMessage.Of(Messages.Plain()).Entity), "signed-data"));
        }

        openssl.Run("cms", "-sign", "-binary", "-nodetach", "-outform", "DER", "-md", "sha256", "-in", "content",
            "-signer", Vectors.Path("rfc4134/AliceDSSSignByCarlNoInherit.pem"), "-inkey", Vectors.Path("rfc4134/AlicePrivDSSSign.key.pem"), "-out", "cms");
        seeds.Add(Messages.Carry(_header, openssl.Read("cms"), "signed-data"));
        seeds.Add(await TwoDomains.Ec.SignAsync(Messages.Plain()));
        return seeds;

        void Add(Platform.X509Certificate2 der, AlgorithmProfile profile, ContentCipher cipher)
        {
            Assert.Equal(BerStatus.Ok, Certificate.TryParse(der.RawData, out Certificate? certificate));
            DomSec.Crypto.PublicKey key = DomSec.Crypto.PublicKey.TryImport(certificate!.SubjectPublicKeyInfo)!;
            byte[] contentKey = RandomNumberGenerator.GetBytes(cipher.KeySize);
            byte[] info = RecipientInfoFactory.TryCreate(new RecipientAuthority(TestDoors.Partner, certificate, key), cipher, contentKey, profile)!;
            using var output = new PooledOctets();
            using (var writer = new EnvelopedDataWriter(
                output, ber: false, cipher, contentKey, [], [info], profile.UseDefaultTagLength ? ContentCipher.DefaultTagSize : ContentCipher.EmittedTagSize, profile.DeriveContentKey))
            {
                writer.Write(content);
                writer.Finish();
            }

            seeds.Add(Messages.Carry(_header, output.ToArray(), cipher.IsAuthenticated ? "authEnveloped-data" : "enveloped-data"));
        }
    }
}
