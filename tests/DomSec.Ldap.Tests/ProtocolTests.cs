using DomSec.Ldap.Protocol;

namespace DomSec.Ldap.Tests;

/// <summary>Filters, frames, addresses of servers: what can be shown without a server.</summary>
public sealed class ProtocolTests
{
    [Theory]
    [InlineData("(mail=a@b)", "A30B04046D61696C0403614062")]
    [InlineData("(mail=\\2a\\28\\29\\5c)", "A30C04046D61696C04042A28295C")]
    [InlineData("(objectClass=*)", "870B6F626A656374436C617373")]
    [InlineData("(cn=a*b*c)", "A40F0402636E30098001618101628201" + "63")]
    [InlineData("(cn=*b*)", "A4090402636E3003810162")]
    [InlineData("(&(a=1)(|(b>=2)(c<=3)))", "A01AA3060401610401 31A110A506040162040132A606040163040133")]
    [InlineData("(!(d~=4))", "A208A806040164040134")]
    [InlineData("(cn=)", "A3060402636E0400")]
    public void Filter_is_encoded_as_rfc_4511_says(string text, string expected) =>
        Assert.Equal(expected.Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(LdapFilter.Encode(text).Span));

    [Theory]
    [InlineData("")]
    [InlineData("mail=a")]
    [InlineData("(mail=a")]
    [InlineData("(mail=a))")]
    [InlineData("(mail=a)(mail=b)")]
    [InlineData("(&)")]
    [InlineData("(!(a=b)(c=d))")]
    [InlineData("(!)")]
    [InlineData("()")]
    [InlineData("(=a)")]
    [InlineData("(ma il=a)")]
    [InlineData("(mail=a\\)")]
    [InlineData("(mail=a\\2)")]
    [InlineData("(mail=a\\zz)")]
    [InlineData("(mail=(a)")]
    [InlineData("(mail>=a*b)")]
    [InlineData("(mail=bücher)")]
    [InlineData("(cn:caseExactMatch:=a)")]
    [InlineData("(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(!(a=b))))))))))))))))))")]
    public void What_is_no_filter_is_refused(string text) => Assert.Throws<FormatException>(() => LdapFilter.Encode(text));

    [Fact]
    public void Message_claiming_more_than_it_sends_allocates_nothing_for_it()
    {
        byte[] claim = [0x30, 0x84, 0x00, 0x3F, 0xFF, 0xFF, .. new byte[100]];
        long before = GC.GetAllocatedBytesForCurrentThread();
        var reader = new LdapFrameReader(new MemoryStream(claim), 4 * 1024 * 1024);
        Assert.Throws<LdapFaultException>(() => reader.NextAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult());
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 200_000);
    }

    [Fact]
    public async Task Messages_are_cut_from_any_pieces()
    {
        byte[] large = HostileServer.Entry(7, "cn=x", values: new byte[40_000]);
        byte[] all = [.. HostileServer.Done(1), .. large, .. HostileServer.Done(2)];
        var reader = new LdapFrameReader(new DribbleStream(all, 997), 100_000);
        Assert.Equal(HostileServer.Done(1), (await reader.NextAsync(default))!.Value.ToArray());
        Assert.Equal(large, (await reader.NextAsync(default))!.Value.ToArray());
        Assert.Equal(HostileServer.Done(2), (await reader.NextAsync(default))!.Value.ToArray());
        Assert.Null(await reader.NextAsync(default));
    }

    [Fact]
    public void Length_of_active_directory_with_leading_zeros_is_read()
    {
        byte[] message = [0x30, 0x84, 0, 0, 0, 0x10, 0x02, 0x01, 0x05, 0x65, 0x84, 0, 0, 0, 0x07, 0x0A, 1, 0, 4, 0, 4, 0];
        LdapMessage parsed = LdapMessage.Parse(message);
        Assert.Equal(5, parsed.Id);
        var exchange = new LdapExchange(LdapTags.SearchResultDone, new LdapLimits(1000, 1000, 1));
        Assert.True(exchange.Accept(parsed));
        Assert.True(exchange.Result.IsSuccess);
    }

    [Fact]
    public void Bind_with_a_name_and_no_password_is_refused() => Assert.Throws<LdapFaultException>(() => LdapRequests.SimpleBind(1, "cn=gw1", []));

    [Fact]
    public void External_bind_has_an_empty_response_and_not_none() =>
        Assert.Equal("301802010160130201030400A30C040845585445524E414C0400", Convert.ToHexString(LdapRequests.ExternalBind(1)));

    [Theory]
    [InlineData("ldaps://ldap.example", LdapTransport.Tls, "ldap.example", 636)]
    [InlineData("LDAPS://ldap.example:1636/", LdapTransport.Tls, "ldap.example", 1636)]
    [InlineData("ldap://192.0.2.1", LdapTransport.StartTls, "192.0.2.1", 389)]
    [InlineData("ldap://[2001:db8::1]:3890", LdapTransport.StartTls, "2001:db8::1", 3890)]
    [InlineData("ldapi://%2Frun%2Fldapi", LdapTransport.LocalSocket, "/run/ldapi", 0)]
    public void Server_is_read_from_a_url(string url, LdapTransport transport, string host, int port)
    {
        LdapServer server = LdapServer.Parse(url);
        Assert.Equal(new LdapServer(transport, host, port), server);
        Assert.Equal(server, LdapServer.Parse(server.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ldap.example")]
    [InlineData("http://ldap.example")]
    [InlineData("ldaps://")]
    [InlineData("ldaps://ldap.example:0")]
    [InlineData("ldaps://ldap.example:70000")]
    [InlineData("ldaps://ldap.example:x")]
    [InlineData("ldaps://ldap.example/dc=example")]
    public void What_is_no_server_is_refused(string url) => Assert.Throws<FormatException>(() => LdapServer.Parse(url));

    [Fact]
    public void Options_that_cannot_work_are_refused_with_what_to_do()
    {
        LdapDirectoryOptions right = Community.Options(new LdapServer(LdapTransport.Tls, "localhost", 636));
        LdapDirectoryOptions[] wrong =
        [
            right with { Servers = [] },
            right with { SearchBase = "" },
            right with { TrustedRoots = [] },
            right with { ClientCertificate = null },
            right with { Authentication = LdapAuthentication.Simple, BindName = null, Password = "x" },
            right with { Authentication = LdapAuthentication.Simple, BindName = "cn=gw1", Password = "" },
            right with { AuthorityFilter = "(mail=always@the.same)" },
            right with { MembershipFilter = "(associatedDomain={domain}" },
            right with { ServerTimeout = TimeSpan.Zero },
            right with { MaxMessageBytes = 1 },
        ];
        Assert.All(wrong, options => Assert.NotEmpty(Assert.Throws<DomSecException>(() => new LdapDirectory(options)).Message));
        using var works = new LdapDirectory(right);
    }

    [Fact]
    public void Options_print_no_password() =>
        Assert.DoesNotContain("hush", (Community.Options(new LdapServer(LdapTransport.Tls, "localhost", 636)) with { Password = "hush" }).ToString(), StringComparison.Ordinal);

    [Fact]
    public void Server_s_words_are_made_printable() =>
        Assert.Equal("a?b?c", LdapResult.Printable("a\nb" + (char)0x202E + "c"));

    /// <summary>Gives a few octets at a time.</summary>
    private sealed class DribbleStream(byte[] content, int step) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(step, buffer.Length)], cancellationToken);
    }
}
