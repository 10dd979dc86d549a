using DomSec.Providers;
using DomSec.Tests.Trust;
using static DomSec.Tests.Trust.TestAuthority;

namespace DomSec.Tests.Revocation;

/// <summary>What is kept, for how long, and how it is renewed: product defects 21 and 22, CRT-2 and CRT-3.</summary>
public sealed class CacheTests : FetchTestBase
{
    public CacheTests() => Time = new ManualTime(Now);

    [Fact]
    public async Task Many_at_once_share_one_fetch()
    {
        byte[] list = Ca.Crl();
        Server.On("/a.crl", async (_, stream, ct) =>
        {
            await Task.Delay(200, ct);
            await TestServer.AnswerAsync(stream, "200 OK", list, "", ct);
        });
        HttpRevocationSource source = Source();
        RevocationLookup[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync(source, Leaf(Server.Url("/a.crl")), Ca)));
        Assert.All(answers, answer => Assert.Equal(LookupState.Found, answer.State));
        Assert.Equal(1, Server.Count("/a.crl"));
    }

    [Fact]
    public async Task Whoever_gives_up_does_not_end_the_fetch_of_others()
    {
        byte[] list = Ca.Crl();
        using var go = new SemaphoreSlim(0);
        Server.On("/a.crl", async (_, stream, ct) =>
        {
            await go.WaitAsync(ct);
            await TestServer.AnswerAsync(stream, "200 OK", list, "", ct);
        });
        HttpRevocationSource source = Source();
        TestAuthority leaf = Leaf(Server.Url("/a.crl"));
        using var impatient = new CancellationTokenSource();
        Task<RevocationLookup> first = source.FindAsync(new RevocationQuestion(leaf.Der, Ca.Der, TimeSpan.FromSeconds(5)), impatient.Token).AsTask();
        await UntilAsync(() => Server.Count("/a.crl") == 1);
        Task<RevocationLookup> second = AskAsync(source, leaf, Ca);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        go.Release();
        Assert.Equal(LookupState.Found, (await second).State);
        Assert.Equal(1, Server.Count("/a.crl"));
    }

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public async Task Current_list_serves_at_once_while_a_newer_one_is_fetched()
    {
        TestAuthority leaf = Leaf(Server.Url("/a.crl"));
        Server.Serve("/a.crl", Ca.Crl(), "ETag: \"one\"\r\n");
        HttpRevocationSource source = Source();
        Assert.Equal(CertificateFact.Trusted, Judge(leaf, await AskAsync(source, leaf, Ca)));
        using var go = new SemaphoreSlim(0);
        byte[] newer = Ca.Crl([(leaf, 1)], Now.AddMinutes(30), Now.AddDays(2), number: 2);
        Server.On("/a.crl", async (_, stream, ct) =>
        {
            await go.WaitAsync(ct);
            await TestServer.AnswerAsync(stream, "200 OK", newer, "", ct);
        });
        Time.Advance(TimeSpan.FromHours(1)); // past the refresh interval: the timer renews before anybody asks
        await UntilAsync(() => Server.Count("/a.crl") == 2);
        RevocationLookup meanwhile = await AskAsync(source, leaf, Ca);
        Assert.Equal(CertificateFact.Trusted, Judge(leaf, meanwhile));
        Assert.Equal(Now, meanwhile.AsOf);
        Assert.Contains("If-None-Match: \"one\"", Server.Requests.Last().Lines);
        go.Release();
        RevocationLookup? last = null;
        for (int i = 0; i < 100 && (last = await AskAsync(source, leaf, Ca)).AsOf == Now; i++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(CertificateFact.Revoked, Judge(leaf, last!));
        Assert.Equal(2, Server.Count("/a.crl"));
    }

    [Fact]
    public async Task List_that_did_not_change_is_not_sent_again()
    {
        TestAuthority leaf = Leaf(Server.Url("/a.crl"));
        byte[] list = Ca.Crl();
        Server.Serve("/a.crl", list, "Last-Modified: Sat, 01 Jun 2030 10:00:00 GMT\r\n");
        HttpRevocationSource source = Source();
        RevocationLookup first = await AskAsync(source, leaf, Ca);
        Server.Status("/a.crl", "304 Not Modified");
        Time.Advance(TimeSpan.FromHours(1));
        await UntilAsync(() => Server.Count("/a.crl") == 2);
        RevocationLookup? last = null;
        for (int i = 0; i < 100 && (last = await AskAsync(source, leaf, Ca)).AsOf == Now; i++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(Now.AddHours(1), last!.AsOf);
        Assert.Equal(LookupState.Found, last.State);
        Assert.True(first.RevocationLists[0].Equals(last.RevocationLists[0])); // the same memory: its signature is not verified again
        Assert.Contains("If-Modified-Since: Sat, 01 Jun 2030 10:00:00 GMT", Server.Requests.Last().Lines);
    }

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public async Task Expired_list_never_counts_as_good_and_its_age_is_told()
    {
        TestAuthority leaf = Leaf(Server.Url("/a.crl"));
        Server.Serve("/a.crl", Ca.Crl());
        HttpRevocationSource source = Source();
        await AskAsync(source, leaf, Ca);
        Server.Status("/a.crl", "503 Service Unavailable");
        Time.Advance(TimeSpan.FromDays(2));
        RevocationLookup answer = await AskAsync(source, leaf, Ca);
        Assert.Equal(LookupState.Unavailable, answer.State);
        Assert.Equal(Now, answer.AsOf);
        Assert.Single(answer.RevocationLists);
        Assert.Equal(CertificateFact.RevocationUnknown, Judge(leaf, answer));
    }

    [Fact]
    [Trait("Requirement", "CERT-03")]
    public async Task Older_or_forged_list_does_not_replace_the_one_at_hand()
    {
        TestAuthority leaf = Leaf(Server.Url("/a.crl"));
        Server.Serve("/a.crl", Ca.Crl([(leaf, 1)], Now.AddHours(-1), number: 2));
        HttpRevocationSource source = Source();
        Assert.Equal(CertificateFact.Revoked, Judge(leaf, await AskAsync(source, leaf, Ca)));
        int asked = 1;
        foreach (byte[] bad in (byte[][])[Ca.Crl(thisUpdate: Now.AddHours(-2), number: 1), Root("CN=ca").Crl(thisUpdate: Now.AddMinutes(1)), []])
        {
            Server.Serve("/a.crl", bad);
            Time.Advance(TimeSpan.FromHours(1));
            await UntilAsync(() => Server.Count("/a.crl") > asked);
            await Task.Delay(200, TestContext.Current.CancellationToken);
            asked = Server.Count("/a.crl");
            Assert.Equal(CertificateFact.Revoked, Judge(leaf, await AskAsync(source, leaf, Ca)));
        }
    }

    [Fact]
    [Trait("Requirement", "CERT-16")]
    public async Task Address_that_failed_is_left_alone_for_a_growing_while()
    {
        TestAuthority leaf = Leaf(Server.Url("/dead"));
        HttpRevocationSource source = Source();
        Assert.Equal(LookupState.Unavailable, (await AskAsync(source, leaf, Ca)).State);
        Assert.Equal(LookupState.Unavailable, (await AskAsync(source, leaf, Ca)).State);
        Assert.Equal(1, Server.Count("/dead"));
        Time.Advance(TimeSpan.FromSeconds(31));
        await AskAsync(source, leaf, Ca);
        Assert.Equal(2, Server.Count("/dead"));
        Time.Advance(TimeSpan.FromSeconds(31));
        await AskAsync(source, leaf, Ca);
        Assert.Equal(2, Server.Count("/dead"));
        Server.Serve("/dead", Ca.Crl());
        Time.Advance(TimeSpan.FromMinutes(16));
        Assert.Equal(LookupState.Found, (await AskAsync(source, leaf, Ca)).State);
    }

    [Fact]
    [Trait("Requirement", "CERT-16")]
    public async Task Cache_holds_no_more_than_it_may()
    {
        byte[] list = Ca.Crl();
        HttpRevocationSource source = Source(Options with { MaxCachedEntries = 3, MaxCachedBytes = list.Length * 2 });
        for (int i = 0; i < 8; i++)
        {
            Server.Serve("/" + i, list);
            Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(LookupState.Found, (await AskAsync(source, Leaf(Server.Url("/" + i)), Ca)).State);
            Assert.InRange(source.Cache.Count, 1, 3);
            Assert.InRange(source.Cache.Octets, list.Length, list.Length * 2);
        }
    }
}
