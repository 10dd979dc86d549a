using System.Text;
using DomSec.Providers;

namespace DomSec.Tests.Providers;

/// <summary>What an LDAP directory is asked (RFC 4515, RFC 4523).</summary>
public sealed class LdapQueryTests
{
    [Fact]
    [Trait("Requirement", "DS-KEY-06 DS-KEY-03")]
    public void Authority_is_found_by_its_role_address_and_its_certificate_asked_for_in_binary()
    {
        Assert.Equal("(mail=domain-confidentiality-authority@acme.example)", LdapQuery.FilterFor(DomainRole.Confidentiality, MailDomain.Parse("ACME.example.")));
        Assert.Equal("(mail=domain-signing-authority@xn--bcher-kva.example)", LdapQuery.FilterFor(DomainRole.DomainSigning, MailDomain.Parse("bücher.example")));
        Assert.Equal("userCertificate;binary", LdapQuery.CertificateAttribute);
    }

    [Theory]
    [InlineData("alice@acme.example", "alice@acme.example")]
    [InlineData("*)(objectClass=*", @"\2a\29\28objectClass=\2a")]
    [InlineData("a\\2ab", @"a\5c2ab")]
    [InlineData("nul\0end", @"nul\00end")]
    [InlineData("Lu\u010di\u0107", @"Lu\c4\8di\c4\87")] // the example of RFC 4515 section 4
    [InlineData("|&!=<>~,", "|&!=<>~,")] // mean nothing inside a value
    [Trait("Requirement", "DS-KEY-06")]
    public void Value_stands_for_itself(string value, string expected)
    {
        Assert.Equal(expected, LdapQuery.Escape(value));
        Assert.Equal($"(mail={expected})", LdapQuery.FilterFor(value));
        Assert.Equal(value, Unescaped(expected));
    }

    [Fact]
    [Trait("Requirement", "DS-KEY-06")]
    public void Empty_address_is_no_question() => Assert.Throws<ArgumentException>(() => LdapQuery.FilterFor(""));

    [Theory]
    [InlineData("userCertificate;binary", true)]
    [InlineData("USERCERTIFICATE;BINARY", true)]
    [InlineData("userCertificate;lang-en;binary", true)]
    [InlineData("2.5.4.36;binary", true)]
    [InlineData("userCertificate", false)]
    [InlineData("userCertificate;x-binary", false)]
    [InlineData("cACertificate;binary", false)]
    [InlineData("userCertificateX;binary", false)]
    [Trait("Requirement", "DS-KEY-06")]
    public void Certificates_come_with_the_option_or_not_at_all(string description, bool holds) => Assert.Equal(holds, LdapQuery.IsCertificateAttribute(description));

    private static string Unescaped(string text)
    {
        var octets = new List<byte>();
        for (int i = 0; i < text.Length; i++)
        {
            octets.Add(text[i] == '\\' ? Convert.FromHexString(text.AsSpan(i + 1, 2))[0] : (byte)text[i]);
            i += text[i] == '\\' ? 2 : 0;
        }

        return Encoding.UTF8.GetString([.. octets]);
    }
}
