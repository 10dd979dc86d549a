using DomSec.Providers;
using Microsoft.Extensions.Time.Testing;

namespace DomSec.Tests.Providers;

public sealed class FolderCommunityReloadTests(OpenSslCommunity made) : IClassFixture<OpenSslCommunity>, IDisposable
{
    private static readonly MailDomain Acme = MailDomain.Parse("acme.example");
    private static readonly MailDomain Partner = MailDomain.Parse("partner.example");

    private readonly TemporaryFolder _folder = new();

    // Far from the files' times, so that none of them looks as if it were just being written.
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Change_is_picked_up_by_the_first_look_up_a_second_later()
    {
        using FolderCommunity community = Open();
        Assert.Equal(LookupState.NotFound, await community.IsMemberAsync(Partner));
        _folder.Write("members/partner.example/s.pem", made.Files.ReadBytes("rsa-signing.crt"));
        Assert.Equal(LookupState.NotFound, await community.IsMemberAsync(Partner));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(LookupState.Found, await community.IsMemberAsync(Partner));
        Directory.Delete(_folder["members/partner.example"], recursive: true);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(LookupState.NotFound, await community.IsMemberAsync(Partner));
    }

    [Fact]
    public async Task Keys_and_trust_stay_the_same_objects_while_their_files_do()
    {
        using FolderCommunity community = Open();
        TrustMaterial trust = community.Current;
        ISigningKey key = Assert.Single(await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning));
        _folder.Write("members/partner.example/s.pem", made.Files.ReadBytes("rsa-signing.crt"));
        community.Reload();
        Assert.Contains(Partner, community.Members);
        Assert.Same(trust, community.Current);
        Assert.Same(key, Assert.Single(await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning)));
        _folder.Write("anchors/second.pem", made.Files.ReadBytes("issuer.crt"));
        community.Reload();
        Assert.NotSame(trust, community.Current);
        Assert.Equal(2, community.Current.Anchors.Count);
    }

    [Fact]
    public async Task Old_key_still_works_for_who_holds_it_when_its_file_is_gone()
    {
        using FolderCommunity community = Open();
        ISigningKey key = Assert.Single(await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning));
        File.Delete(_folder["identities/acme.example/signing.pem"]);
        community.Reload();
        Assert.Empty(await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning));
        Assert.NotEmpty(await key.SignDataAsync("x"u8.ToArray(), new SigningAlgorithm(SigningFamily.Ecdsa, System.Security.Cryptography.HashAlgorithmName.SHA256)));
    }

    [Fact]
    public async Task Folder_that_vanishes_leaves_the_last_state_in_force_and_says_so()
    {
        using FolderCommunity community = Open();
        Directory.Move(_folder.Path, _folder.Path + "-away");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(LookupState.Found, await community.IsMemberAsync(Acme));
        Assert.Contains("does not exist", Assert.Single(community.Problems).Text, StringComparison.Ordinal);
        Assert.Throws<DomSecException>(community.Reload);
        Directory.Move(_folder.Path + "-away", _folder.Path);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(community.Problems);
    }

    [Fact]
    public async Task Configuration_that_breaks_leaves_the_last_state_in_force_and_says_so()
    {
        using FolderCommunity community = Open();
        _folder.Write("community.json", "{ broken");
        _folder.Write("members/partner.example/s.pem", made.Files.ReadBytes("rsa-signing.crt"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(LookupState.NotFound, await community.IsMemberAsync(Partner));
        Assert.Contains("community.json, line 1", Assert.Single(community.Problems).Text, StringComparison.Ordinal);
        _folder.Write("community.json", "{ }");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(LookupState.Found, await community.IsMemberAsync(Partner));
    }

    [Fact]
    public void Password_that_comes_later_opens_the_key_at_the_next_reload()
    {
        made.Files.OpenSsl("pkcs8 -topk8 -in rsa-signing.key -passout pass:secret -out later.key");
        _folder.Write("identities/partner.example/a.pem", made.Files.Read("rsa-signing.crt") + made.Files.Read("later.key"));
        string? password = null;
        using FolderCommunity community = Open(_ => password);
        Assert.DoesNotContain(Partner, community.OwnDomains);
        password = "secret";
        community.Reload();
        Assert.Contains(Partner, community.OwnDomains);
        Assert.Empty(community.Problems);
    }

    [Fact]
    public async Task Watcher_finds_a_file_replaced_by_one_of_the_same_size_and_time()
    {
        Put();
        using var community = new FolderCommunity(_folder.Path); // the system's clock
        ISigningKey before = Assert.Single(await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning));
        _folder.Write("identities/acme.example/signing.pem", made.Pair("rsa-signing"));
        for (int i = 0; i < 100 && ReferenceEquals(before, Assert.Single(await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning))); i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.NotSame(before, Assert.Single(await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning)));
    }

    [Fact]
    public void File_just_being_written_is_left_to_settle()
    {
        Put();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var community = new FolderCommunity(_folder.Path, new FolderCommunityOptions { TimeProvider = time });
        time.Advance(TimeSpan.FromSeconds(2));
        _folder.Write("anchors/root.pem", made.Files.Read("root.pem")[..100]);
        File.SetLastWriteTimeUtc(_folder["anchors/root.pem"], time.GetUtcNow().UtcDateTime);
        Assert.Single(community.Current.Anchors);
        Assert.Empty(community.Problems);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(community.Current.Anchors);
        Assert.Equal(2, community.Problems.Count);
    }

    [Fact]
    public async Task Look_ups_during_changes_never_fail_and_see_whole_states()
    {
        using FolderCommunity community = Open();
        using var stop = new CancellationTokenSource();
        Task writer = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    _folder.Write("members/partner.example/s.pem", made.Files.ReadBytes("rsa-signing.crt"));
                    _time.Advance(TimeSpan.FromSeconds(1));
                    Directory.Delete(_folder["members/partner.example"], recursive: true);
                    _time.Advance(TimeSpan.FromSeconds(1));
                }
            },
            TestContext.Current.CancellationToken);
        await Parallel.ForAsync(0, 2000, async (_, ct) =>
        {
            Assert.Equal(LookupState.Found, await community.IsMemberAsync(Acme, ct));
            Assert.Single(await community.GetSigningKeysAsync(Acme, DomainRole.DomainSigning, ct));
            Assert.Single(community.Current.Anchors);
        });
        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public void Disposed_community_answers_no_more()
    {
        FolderCommunity community = Open();
        community.Dispose();
        community.Dispose();
        Assert.Throws<ObjectDisposedException>(() => community.Members);
        Assert.Throws<ObjectDisposedException>(community.Reload);
    }

    private FolderCommunity Open(Func<string, string?>? password = null)
    {
        Put();
        return new FolderCommunity(_folder.Path, new FolderCommunityOptions { TimeProvider = _time, Password = password });
    }

    private void Put()
    {
        _folder.Write("anchors/root.pem", made.Files.ReadBytes("root.pem"));
        _folder.Write("identities/acme.example/signing.pem", made.Pair("ec-signing"));
    }
}
