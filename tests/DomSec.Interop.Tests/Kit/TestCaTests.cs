using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DomSec.TestKit;

namespace DomSec.Interop.Tests.Kit;

/// <summary>What the kit issues, as OpenSSL and the platform see it: a test about a wrong certificate needs everything else about it right.</summary>
public sealed class TestCaTests
{
    [Theory]
    [InlineData(TestKeyType.Rsa2048)]
    [InlineData(TestKeyType.Rsa3072)]
    [InlineData(TestKeyType.P256)]
    [InlineData(TestKeyType.P384)]
    [InlineData(TestKeyType.P521)]
    public void Certificate_of_every_key_type_is_valid_for_openssl(TestKeyType type)
    {
        using var openSsl = new OpenSsl();
        var root = new TestCa("Root " + type, type);
        TestIdentity identity = root.Issue(TestRole.DomainSigning, "acme.example", type);
        PeerResult result = openSsl.Run("verify", "-x509_strict", "-purpose", "smimesign", "-CAfile", openSsl.File(root.Pem), openSsl.File(identity.Pem));
        Assert.True(result.Ok, result.Error);
        PeerResult key = openSsl.Run("pkey", "-in", openSsl.File(identity.KeyPem), "-pubout").Expect();
        Assert.Equal(identity.Certificate.PublicKey.ExportSubjectPublicKeyInfo(), PemBody(key.Text));
    }

    [Theory]
    [InlineData(TestRole.DomainSigning, "domain-signing-authority")]
    [InlineData(TestRole.Review, "review-authority")]
    [InlineData(TestRole.Attributes, "attribute-authority")]
    [InlineData(TestRole.Confidentiality, "domain-confidentiality-authority")]
    public void Certificate_of_a_role_is_named_as_rfc3183_asks(TestRole role, string name)
    {
        using var openSsl = new OpenSsl();
        TestIdentity identity = TestCa.Shared.Issue(role, "acme.example");
        string text = openSsl.Run("x509", "-noout", "-subject", "-email", "-in", openSsl.File(identity.Pem)).Expect().Text;
        Assert.Equal($"subject=C = NZ, O = acme.example, CN = {name}\n{name}@acme.example\n", text);
    }

    [Fact]
    public void Shape_changes_what_the_certificate_says_and_nothing_else()
    {
        TestIdentity right = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example");
        TestIdentity wrong = TestCa.Shared.Issue(TestRole.DomainSigning, "acme.example", change: shape =>
        {
            shape.CommonNames.Add("second");
            shape.Emails[0] = "someone@acme.example";
            shape.KeyUsage = X509KeyUsageFlags.KeyEncipherment;
            shape.ExtendedKeyUsage[0] = "1.3.6.1.5.5.7.3.1";
            shape.Serial = [0x01];
            shape.NotAfter = shape.NotBefore.AddDays(1);
        });
        Assert.Equal("CN=second, CN=domain-signing-authority, O=acme.example, C=NZ", wrong.Certificate.Subject);
        Assert.Equal("01", wrong.Certificate.SerialNumber);
        Assert.Equal("someone@acme.example", wrong.Certificate.GetNameInfo(X509NameType.EmailName, forIssuer: false));
        Assert.Equal(X509KeyUsageFlags.KeyEncipherment, wrong.Certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.Equal(right.Certificate.PublicKey.EncodedKeyValue.RawData, wrong.Certificate.PublicKey.EncodedKeyValue.RawData);
    }

    [Fact]
    public void Keys_are_made_once_per_name()
    {
        using AsymmetricAlgorithm first = TestKeys.Get(TestKeyType.P256, "one");
        using AsymmetricAlgorithm again = TestKeys.Get(TestKeyType.P256, "one");
        using AsymmetricAlgorithm other = TestKeys.Get(TestKeyType.P256, "two");
        Assert.Equal(first.ExportSubjectPublicKeyInfo(), again.ExportSubjectPublicKeyInfo());
        Assert.NotEqual(first.ExportSubjectPublicKeyInfo(), other.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void Intermediate_authority_makes_a_path_of_three()
    {
        using var openSsl = new OpenSsl();
        TestCa issuing = TestCa.Shared.Intermediate("Issuing", TestKeyType.P256);
        TestIdentity identity = issuing.IssuePerson("alice@acme.example", TestKeyType.P256);
        string leaf = openSsl.File(identity.Pem);
        string root = openSsl.File(TestCa.Shared.Pem);
        Assert.False(openSsl.Run("verify", "-CAfile", root, leaf).Ok);
        Assert.True(openSsl.Run("verify", "-CAfile", root, "-untrusted", openSsl.File(issuing.Pem), leaf).Ok);
        Assert.Equal(issuing.Certificate.RawData, Assert.Single(identity.Intermediates).RawData);
    }

    [Fact]
    public void Revocation_list_revokes_what_it_names()
    {
        using var openSsl = new OpenSsl();
        TestIdentity revoked = TestCa.Shared.Issue(TestRole.Review, "acme.example");
        TestIdentity good = TestCa.Shared.Issue(TestRole.Review, "acme.example");
        string list = openSsl.File(PemEncoding.WriteString("X509 CRL", TestCa.Shared.Crl(revoked: revoked)));
        string root = openSsl.File(TestCa.Shared.Pem);
        PeerResult refused = openSsl.Run("verify", "-crl_check", "-CRLfile", list, "-CAfile", root, openSsl.File(revoked.Pem));
        Assert.Contains("certificate revoked", refused.Error, StringComparison.Ordinal);
        Assert.True(openSsl.Run("verify", "-crl_check", "-CRLfile", list, "-CAfile", root, openSsl.File(good.Pem)).Ok);
    }

    private static byte[] PemBody(string pem)
    {
        PemFields fields = PemEncoding.Find(pem);
        return Convert.FromBase64String(pem[fields.Base64Data]);
    }
}
