using System.Text;
using DomSec.Mime;

namespace DomSec.Tests.Mime;

/// <summary>Decision 8: the addr-spec decides, whatever comments and display names look like; anything unclear is unusable.</summary>
[Trait("Requirement", "SEC-WRP-02")]
public sealed class FromFieldTests
{
    [Theory]
    [InlineData("From: alice@acme.example", "alice@acme.example")]
    [InlineData("fROM: <alice@acme.example>", "alice@acme.example")]
    [InlineData("From:\r\n Alice\r\n <alice@acme.example>", "alice@acme.example")]
    [InlineData("From: \"ceo@bank.example\" <alice@acme.example>", "alice@acme.example")]
    [InlineData("From: =?utf-8?q?ceo=40bank=2Eexample?= <alice@acme.example>", "alice@acme.example")]
    [InlineData("From: alice@acme.example (ceo@bank.example)", "alice@acme.example")]
    [InlineData("From: (ceo@bank.example,) alice@acme.example", "alice@acme.example")]
    [InlineData("From: \"<ceo@bank.example>\" <alice@acme.example>", "alice@acme.example")]
    [InlineData("From: alice@acme.example, bob@acme.example", "alice@acme.example bob@acme.example")]
    [InlineData("From: alice@acme.example, ceo@bank.example", "alice@acme.example ceo@bank.example")]
    [InlineData("From: alice@ACME.Example", "alice@ACME.Example")]
    public void The_address_decides(string fields, string expected)
    {
        FromField from = Read(fields);
        Assert.Null(from.Problem);
        Assert.Equal(expected, string.Join(' ', from.Addresses));
        Assert.Equal(from.Addresses.Count, from.Domains.Count);
    }

    [Theory]
    [InlineData("Subject: none")]
    [InlineData("From:")]
    [InlineData("From: ")]
    [InlineData("From: <>")]
    [InlineData("From: ()")]
    [InlineData("From: Alice")]
    [InlineData("From: alice@")]
    [InlineData("From: @acme.example")]
    [InlineData("From: alice@acme.example\r\nFrom: alice@acme.example")]
    [InlineData("From: alice@acme.example\r\nFROM: ceo@bank.example")]
    [InlineData("From: friends: alice@acme.example;")]
    [InlineData("From: undisclosed:;")]
    [InlineData("From: alice@acme.example, friends: bob@acme.example;")]
    [InlineData("From: alice@acme.example ceo@bank.example")]
    [InlineData("From: alice@[192.0.2.1]")]
    [InlineData("From: alice@acme..example")]
    [InlineData("From: alice@acme.example, Alice")]
    [InlineData("From: \"unterminated <alice@acme.example>")]
    [InlineData("From: (unterminated alice@acme.example")]
    [InlineData("From: alice@acme.example\0@bank.example")]
    public void Whatever_is_not_a_list_of_mailboxes_is_unusable(string fields)
    {
        FromField from = Read(fields);
        Assert.NotNull(from.Problem);
        Assert.Empty(from.Addresses);
        Assert.Empty(from.Domains);
    }

    [Theory]
    [InlineData("From: alice@acme.example <ceo@bank.example>")]
    [InlineData("From: <ceo@bank.example> alice@acme.example")]
    [InlineData("From: alice@acme.example <<ceo@bank.example>>")]
    [InlineData("From: \"alice@acme.example\"@bank.example")]
    [InlineData("From: <@acme.example:ceo@bank.example>")]
    [InlineData("From: alice@acme.example(.bank.example)@bank.example")]
    public void An_address_in_a_wrong_place_never_speaks_alone_for_its_domain(string fields)
    {
        FromField from = Read(fields);
        Assert.True(from.Problem is not null || from.Domains.Any(domain => string.Equals(domain.ToString(), "bank.example", StringComparison.Ordinal)), string.Join(' ', from.Addresses));
    }

    [Fact]
    public void Without_a_header_there_is_no_sender()
    {
        Assert.NotNull(FromField.Read(null).Problem);
        Assert.NotNull(FromField.ReadSender(null).Problem);
        Assert.Equal("bob@acme.example", Assert.Single(FromField.ReadSender(EntityHeader.Parse("Sender: bob@acme.example\r\n"u8.ToArray())).Addresses));
    }

    private static FromField Read(string fields) => FromField.Read(EntityHeader.Parse(Encoding.Latin1.GetBytes(fields + "\r\n")));
}
