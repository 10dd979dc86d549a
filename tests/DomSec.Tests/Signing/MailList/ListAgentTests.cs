using DomSec.TestKit;
using DomSec.Tests.Hosting;

namespace DomSec.Tests.Signing.MailList;

/// <summary>RFC 2634 section 4.2 examples 1 to 6, with a mail list agent that shares no code with the library, on what the signer sent out: the domain signature survives.</summary>
public sealed class ListAgentTests
{
    private static readonly TestIdentity AgentDca = TestCa.Shared.Issue(TestRole.Confidentiality, "lists.example");

    private static readonly DomainSigningRequest Request = new()
    {
        Domain = TestDoors.Acme,
        Evidence = TestDoors.Evidence,
        Recipients = ["staff@lists.example"],
        EncryptionProfile = AlgorithmProfile.Smime32 with { ContentEncryption = ContentEncryption.Aes256Cbc, RsaKeyTransport = RsaKeyTransportPadding.Pkcs1 }, // what the platform's CMS opens
    };

    /// <summary>The example's input, what the agent sees of ours, and what it sends, without and with encryption as local policy.</summary>
    public static TheoryData<int, string, string, string, string, string> Examples { get; } = new()
    {
        { 1, "S1(OC)", "SSC", "S(S(S(content)))", "E", "S(E(S(S(content))))" },
        { 2, "S3(S2(S1(OC)))", "SSSSC", "S(S(S(S(S(content)))))", "E", "S(E(S(S(S(S(content))))))" },
        { 3, "E1(S1(OC))", "SSC", "S(S(S(content)))", "E", "S(E(S(S(content))))" },
        { 4, "S2[h](E1(S1(OC)))", "S[h]SSC", "S(S(S(content)))", "S[h]E", "S(E(S(S(content))))" },
        { 5, "S3(S2(E1(S1(OC))))", "SSC", "S(S(S(content)))", "E", "S(E(S(S(content))))" },
        { 6, "S3[h](S2(E1(S1(OC))))", "S[h]SSC", "S(S(S(content)))", "S[h]E", "S(E(S(S(content))))" },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    [Trait("Requirement", "ESS-MLA-07")]
    [Trait("Requirement", "ESS-MLA-06")]
    [Trait("Requirement", "DS-MLA-08")]
    [Trait("Requirement", "DS-DSG-05")]
    public async Task Domain_signature_survives_the_list(int example, string input, string seen, string expanded, string seenEncrypted, string expandedEncrypted)
    {
        foreach ((bool requires, string sees, string structure) in new[] { (false, seen, expanded), (true, seenEncrypted, expandedEncrypted) })
        {
            byte[] sent = await TestDoors.ForAcme().Member(AgentDca).SignedAsync(NestedMessage.Build(input).Octets, Request with { RequireEncryption = requires });
            var agent = new ListAgent(NestedMessage.List, AgentDca, [Ids.PartnerDca]);
            byte[] distributed = agent.Expand(sent);
            Assert.True(sees == agent.Seen, $"example {example}: {agent.Seen}");
            DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(distributed);
            Assert.Equal(structure, report.Structure);
            report.HasStatus(SecurityStatus.Pass);
            Assert.Equal(TestDoors.Acme, report.Domain);
            Assert.Equal("alice@acme.example", report.Originator);
            Assert.Empty(report.Layers[0].Signatures[0].Types);
            string[] before = input.Contains("[h]", StringComparison.Ordinal) ? ["keyId 01020304"] : [];
            Assert.Equal(before.Length + 1, report.MailListExpansions.Count);
            Assert.Equal(before, report.MailListExpansions.SkipLast(1).Select(entry => entry.MailList));
            Assert.All(report.Signatures(), signature => Assert.Equal(SecurityStatus.Pass, signature.Verdict));
        }
    }

    [Fact]
    [Trait("Requirement", "ESS-MLA-07")]
    [Trait("Requirement", "DS-MLA-06")]
    public async Task Example_7_of_RFC_3183_survives_with_the_encryption_that_is_inside_it()
    {
        byte[] sent = await TestDoors.ForAcme().Member(AgentDca).SignedAsync(NestedMessage.Build("S3(E2(S2(E1(S1(OC)))))").Octets, Request);
        var agent = new ListAgent(NestedMessage.List, AgentDca, [Ids.PartnerDca]);
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(agent.Expand(sent));
        Assert.Equal(("E", "S(E(S(S(E(?)))))"), (agent.Seen, report.Structure));
        report.HasStatus(SecurityStatus.Pass);
        Assert.Equal(TestDoors.Acme, report.Domain);
    }

    [Fact]
    [Trait("Requirement", "ESS-MLA-07")]
    public async Task Domain_signature_that_was_put_on_without_section_5_does_not_survive()
    {
        // The same agent, and what section 5 is there to prevent: a domain signature directly around encryption.
        byte[] naive = LayeredMessage.Of(Messages.Plain()).Signed(Ids.Alice).Enveloped(AgentDca).Signed(Ids.Alice).Signed(Ids.AcmeSigner, OddSignatures.DomainSig).ToOctets();
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(new ListAgent(NestedMessage.List, AgentDca, [Ids.PartnerDca]).Expand(naive));
        Assert.Equal("S(E(S(content)))", report.Structure);
        Assert.Null(report.Domain);
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-08")]
    public async Task Message_that_comes_back_from_the_list_is_signed_again_and_keeps_the_history()
    {
        byte[] sent = await TestDoors.ForAcme().SignedAsync(NestedMessage.Build("S1(OC)").Octets, Request);
        byte[] distributed = new ListAgent(NestedMessage.List, AgentDca, [Ids.PartnerDca]).Expand(sent);
        byte[] again = await TestDoors.ForAcme().SignedAsync(distributed, Request);
        DomainSecurityReport report = await TestDoors.ForPartner().ClassifyAsync(again);
        Assert.Equal("S(S(S(S(content))))", report.Structure);
        report.HasStatus(SecurityStatus.Pass);
        MailListExpansion entry = Assert.Single(report.MailListExpansions);
        Assert.Equal(ExpansionHistories.Time, entry.Time);
    }
}
