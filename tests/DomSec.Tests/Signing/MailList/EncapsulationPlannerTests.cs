using DomSec.Signing.MailList;

namespace DomSec.Tests.Signing.MailList;

/// <summary>RFC 3183 section 5 as a table: the RFC's examples 1 to 7, the cases derived from its text, and everything between.</summary>
public sealed class EncapsulationPlannerTests
{
    private static readonly EncapsulationPolicy Clear = new() { HasRecipients = true };
    private static readonly EncapsulationPolicy Encrypted = new() { HasRecipients = true, RequiresEncryption = true };

    /// <summary>Input, output when local policy does not require encryption, output when it does.</summary>
    public static TheoryData<string, string, string> Examples { get; } = new()
    {
        // RFC 3183 section 5.1, examples 1 to 7.
        { "S1(OC)", "Sds(S1(OC))", "E(Sds(S1(OC)))" },
        { "S3(S2(S1(OC)))", "Sds(S3(S2(S1(OC))))", "E(Sds(S3(S2(S1(OC)))))" },
        { "E1(S1(OC))", "Sds(S1(OC))", "E(Sds(S1(OC)))" },
        { "S2[h](E1(S1(OC)))", "S[attrs S2](Sds(S1(OC)))", "S[attrs S2](E(Sds(S1(OC))))" },
        { "S3(S2(E1(S1(OC))))", "Sds(S1(OC))", "E(Sds(S1(OC)))" },
        { "S3[h](S2(E1(S1(OC))))", "S[attrs S3](Sds(S1(OC)))", "S[attrs S3](E(Sds(S1(OC))))" },
        { "S3(E2(S2(E1(S1(OC)))))", "E(Sds(S2(E1(S1(OC)))))", "E(Sds(S2(E1(S1(OC)))))" },

        // Derived: 8, 9, 10, 11, 12, 16, 19, 20 of the requirements.
        { "S2[h](S1(OC))", "S[attrs S2](Sds(S1(OC)))", "S[attrs S2](E(Sds(S1(OC))))" },
        { "S3(S2[h](S1(OC)))", "S[attrs S2](Sds(S1(OC)))", "S[attrs S2](E(Sds(S1(OC))))" },
        { "OC", "Sds(S0(OC))", "E(Sds(S0(OC)))" },
        { "E1(OC)", "Sds(S0(OC))", "E(Sds(S0(OC)))" },
        { "S1[ds](OC)", "Sds(S1(OC))", "E(Sds(S1(OC)))" },
        { "A1(S1(OC))", "Sds(S1(OC))", "E(Sds(S1(OC)))" },
        { "S2[h](S1[ds](OC))", "S[attrs S2](Sds(S1(OC)))", "S[attrs S2](E(Sds(S1(OC))))" },
        { "E1(S1[h](OC))", "Sds(S1(OC))", "E(Sds(S1(OC)))" },

        // Encryption further in forces encryption in branch 1 as well.
        { "S3[h](E2(S2(E1(S1(OC)))))", "S[attrs S3](E(Sds(S2(E1(S1(OC))))))", "S[attrs S3](E(Sds(S2(E1(S1(OC))))))" },
        { "E2(E1(S1(OC)))", "E(Sds(S0(E1(S1(OC)))))", "E(Sds(S0(E1(S1(OC)))))" },
        { "S2(A2(S1(A1(OC))))", "E(Sds(S1(A1(OC))))", "E(Sds(S1(A1(OC))))" },

        // The outermost history counts; one further in stays as it is.
        { "S3[h](S2[h](S1(OC)))", "S[attrs S3](Sds(S2(S1(OC))))", "S[attrs S3](E(Sds(S2(S1(OC)))))" },
        { "S5(S4(S3[h](S2(S1(OC)))))", "S[attrs S3](Sds(S2(S1(OC))))", "S[attrs S3](E(Sds(S2(S1(OC)))))" },
        { "S4(S3[h](S2(S1(E1(OC)))))", "S[attrs S3](Sds(S0(OC)))", "S[attrs S3](E(Sds(S0(OC))))" },
        { "S2[h](OC)", "S[attrs S2](Sds(S0(OC)))", "S[attrs S2](E(Sds(S0(OC))))" },
        { "S3(E2(S2[h](E1(S1(OC)))))", "E(Sds(S2(E1(S1(OC)))))", "E(Sds(S2(E1(S1(OC)))))" },

        // The empty signature layer is a signature.
        { "S0(OC)", "Sds(S0(OC))", "E(Sds(S0(OC)))" },
        { "S0(E1(S1(OC)))", "Sds(S1(OC))", "E(Sds(S1(OC)))" },

        // Compression is looked through, and content when it cannot be.
        { "C1(S1(OC))", "Sds(S0(C1(S1(OC))))", "E(Sds(S0(C1(S1(OC)))))" },
        { "C1(OC)", "Sds(S0(C1(OC)))", "E(Sds(S0(C1(OC))))" },
        { "C1?", "Sds(S0(C1?))", "E(Sds(S0(C1?)))" },
        { "C1(E1(S1(OC)))", "Sds(S1(OC))", "E(Sds(S1(OC)))" },
        { "S2(C1(E1(S1(OC))))", "Sds(S1(OC))", "E(Sds(S1(OC)))" },
        { "C1(S2[h](S1(OC)))", "S[attrs S2](Sds(S1(OC)))", "S[attrs S2](E(Sds(S1(OC))))" },
        { "S2[h](C1(S1(OC)))", "S[attrs S2](Sds(S0(C1(S1(OC)))))", "S[attrs S2](E(Sds(S0(C1(S1(OC))))))" },
        { "S2[h](C1(E1(S1(OC))))", "S[attrs S2](Sds(S1(OC)))", "S[attrs S2](E(Sds(S1(OC))))" },
        { "E1(C1(S1(OC)))", "Sds(S0(C1(S1(OC))))", "E(Sds(S0(C1(S1(OC)))))" },
        { "C1?(S2[h](S1(OC)))", "Sds(S0(C1?(S2(S1(OC)))))", "E(Sds(S0(C1?(S2(S1(OC))))))" },
        { "S3[h](C1?(E1(OC)))", "S[attrs S3](E(Sds(S0(C1?(E1(OC))))))", "S[attrs S3](E(Sds(S0(C1?(E1(OC))))))" },
        { "S2[h](C1?)", "S[attrs S2](Sds(S0(C1?)))", "S[attrs S2](E(Sds(S0(C1?))))" },

        // A receipt: case 15, and only where it is encrypted by us.
        { "R1", "Sds(R1)", "S[hint](E(Sds(R1)))" },
        { "S2(R1)", "Sds(S2(R1))", "S[hint](E(Sds(S2(R1))))" },
        { "E1(R1)", "Sds(R1)", "S[hint](E(Sds(R1)))" },
        { "S2[h](R1)", "S[attrs S2](Sds(R1))", "S[attrs S2 hint](E(Sds(R1)))" },
        { "E2(S2(E1(R1)))", "E(Sds(S2(E1(R1))))", "E(Sds(S2(E1(R1))))" },

        // A domain signature from an earlier hop does not end the search, only the verification.
        { "S2[ds](E1(S1(OC)))", "Sds(S1(OC))", "E(Sds(S1(OC)))" },
        { "S3[ds](S2[h](S1(OC)))", "S[attrs S2](Sds(S1(OC)))", "S[attrs S2](E(Sds(S1(OC))))" },
        { "S2[ds](S1[x](OC))", "Sds(S2(S1(OC)))", "E(Sds(S2(S1(OC))))" },
        { "S2[ds](S1[t](OC))", "Sds(S2(S1(OC)))", "E(Sds(S2(S1(OC))))" },
        { "E2(S2[ds](E1?))", "E(Sds(S2(E1?)))", "E(Sds(S2(E1?)))" },
        { "S2[h ds](E1(S1[x](OC)))", "S[attrs S2](Sds(S1(OC)))", "S[attrs S2](E(Sds(S1(OC))))" },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    [Trait("Requirement", "DS-MLA-01")]
    [Trait("Requirement", "DS-MLA-02")]
    [Trait("Requirement", "DS-MLA-03")]
    [Trait("Requirement", "DS-MLA-04")]
    [Trait("Requirement", "DS-MLA-05")]
    [Trait("Requirement", "DS-MLA-06")]
    [Trait("Requirement", "DS-MLA-07")]
    [Trait("Requirement", "DS-MLA-08")]
    [Trait("Requirement", "DS-MLA-09")]
    [Trait("Requirement", "DS-MLA-10")]
    [Trait("Requirement", "DS-MLA-16")]
    [Trait("Requirement", "DS-MLA-17")]
    [Trait("Requirement", "DS-DSG-05")]
    [Trait("Requirement", "ESS-RCP-07")]
    public void New_message_is_what_section_5_makes_of_it(string input, string clear, string encrypted)
    {
        Assert.Equal(clear, PlanNotation.Transform(input, Clear));
        Assert.Equal(encrypted, PlanNotation.Transform(input, Encrypted));
    }

    /// <summary>Input, branch, signatures to verify, encryption to open, how many layers go.</summary>
    public static TheoryData<string, int, int[], int[], int> Steps { get; } = new()
    {
        { "S1(OC)", 3, [0], [], 0 },
        { "S3(S2(S1(OC)))", 3, [0, 1, 2], [], 0 },
        { "E1(S1(OC))", 2, [1], [0], 1 },
        { "S2[h](E1(S1(OC)))", 1, [0, 2], [1], 2 },
        { "S3(S2(E1(S1(OC))))", 2, [0, 1, 3], [2], 3 },
        { "S3[h](S2(E1(S1(OC))))", 1, [0, 1, 3], [2], 3 },
        { "S3(E2(S2(E1(S1(OC)))))", 2, [0, 2, 4], [1, 3], 2 },
        { "S2[h](S1(OC))", 1, [0, 1], [], 1 },
        { "S3(S2[h](S1(OC)))", 1, [0, 1, 2], [], 2 },
        { "OC", 3, [], [], 0 },
        { "E1(OC)", 2, [], [0], 1 },
        { "S1[ds](OC)", 3, [0], [], 0 },
        { "S2(S1[ds](S0(OC)))", 3, [0, 1], [], 0 },
        { "S2[ds](E1(S1(OC)))", 2, [0], [1], 2 },
        { "S3[h](E2(S2[ds](E1(S1(OC)))))", 1, [0, 2], [1], 2 },
        { "C1(E1(S1(OC)))", 2, [2], [1], 2 },
        { "R1", 3, [0], [], 0 },
        { "E2(E1(S1(OC)))", 2, [2], [0, 1], 1 },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    [Trait("Requirement", "DS-MLA-01")]
    [Trait("Requirement", "DS-MLA-11")]
    [Trait("Requirement", "DS-DSG-03")]
    public void Plan_says_what_is_verified_opened_and_stripped(string input, int branch, int[] verified, int[] decrypted, int stripped)
    {
        foreach (EncapsulationPolicy policy in new[] { Clear, Encrypted })
        {
            EncapsulationPlan plan = PlanNotation.Plan(input, policy);
            Assert.Equal(branch, (int)plan.Branch);
            Assert.Equal(verified, plan.Verified);
            Assert.Equal(decrypted, plan.Decrypted);
            Assert.Equal(stripped, plan.Stripped);
        }
    }

    [Theory]
    [InlineData("S1(OC)", "None", "Policy")]
    [InlineData("E1(S1(OC))", "None", "Policy")]
    [InlineData("S3(E2(S2(E1(S1(OC)))))", "DeeperEncryption", "Policy")]
    [Trait("Requirement", "DS-MLA-05")]
    [Trait("Requirement", "DS-MLA-06")]
    public void Reason_to_encrypt_is_the_policy_or_encryption_further_in(string input, string clear, string encrypted)
    {
        Assert.Equal(clear, PlanNotation.Plan(input, Clear).Encryption.ToString());
        Assert.Equal(clear != "None", PlanNotation.Plan(input, Clear).Encrypts);
        Assert.Equal(encrypted, PlanNotation.Plan(input, Encrypted).Encryption.ToString());
    }

    [Theory]
    [InlineData("S1(OC)", "NoRecipients S1", true)]
    [InlineData("OC", "NoRecipients OC", true)]
    [InlineData("E2(S2(E1(S1(OC))))", "NoRecipients S2", false)]
    [InlineData("S3[h](E2(S2(E1(S1(OC)))))", "NoRecipients S2", false)]
    [Trait("Requirement", "DS-MLA-05")]
    [Trait("Requirement", "DS-MLA-06")]
    public void Encryption_without_anybody_to_encrypt_for_is_refused(string input, string objection, bool byPolicyOnly)
    {
        Assert.Equal(objection, PlanNotation.Transform(input, new EncapsulationPolicy { RequiresEncryption = true }));
        Assert.Equal(byPolicyOnly, !PlanNotation.Transform(input, new EncapsulationPolicy()).StartsWith("NoRecipients", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("S1[x](OC)", "InvalidSignature S1")]
    [InlineData("S2(S1[x](OC))", "InvalidSignature S1")]
    [InlineData("S2[x](S1(OC))", "InvalidSignature S2")]
    [InlineData("S2[x ds](S1(OC))", "InvalidSignature S2")]
    [InlineData("S3(S2[x](E1(S1(OC))))", "InvalidSignature S2")]
    [InlineData("E1(S1[x](OC))", "InvalidSignature S1")]
    [InlineData("S3(E2(S2(E1(S1[x](OC)))))", "InvalidSignature S1")]
    [InlineData("S2[h](E1(S1[x](OC)))", "InvalidSignature S1")]
    [InlineData("S2[h x](S1(OC))", "InvalidSignature S2")]
    [InlineData("R1[x]", "InvalidSignature R1")]
    [InlineData("C1(S1[x](OC))", "InvalidSignature S1")]
    [InlineData("S1[t](OC)", "UnjudgedSignature S1")]
    [InlineData("E1(S1[t](OC))", "UnjudgedSignature S1")]
    [InlineData("S2[t](S1[x](OC))", "UnjudgedSignature S2")]
    [Trait("Requirement", "DS-MLA-11")]
    [Trait("Requirement", "DS-DSG-03")]
    [Trait("Requirement", "DS-DSG-04")]
    public void Signature_that_is_not_valid_is_an_objection(string input, string objection)
    {
        Assert.Equal(objection, PlanNotation.Transform(input, Clear));
        Assert.Equal(objection, PlanNotation.Transform(input, Encrypted with { AllowsOpaqueContent = true, StrippedLabels = StrippedLabelHandling.Drop }));
    }

    /// <summary>Input; output where policy allows what was not opened.</summary>
    public static TheoryData<string, string> Sealed { get; } = new()
    {
        { "E1?", "E(Sds(S0(E1?)))" },
        { "S2(E1?)", "E(Sds(S2(E1?)))" },
        { "S2[h](E1?)", "S[attrs S2](E(Sds(S0(E1?))))" },
        { "S3(S2[h](E1?))", "S[attrs S2](E(Sds(S0(E1?))))" },
        { "S3[h](S2(E1?))", "S[attrs S3](E(Sds(S2(E1?))))" },
        { "E2(S2(E1?))", "E(Sds(S2(E1?)))" },
        { "E2(E1?)", "E(Sds(S0(E1?)))" },
        { "C1(E1?)", "E(Sds(S0(C1(E1?))))" },
        { "S2[ds](E1?)", "E(Sds(S2(E1?)))" },
        { "S2[h ds](E1?)", "S[attrs S2](E(Sds(S0(E1?))))" },
    };

    [Theory]
    [MemberData(nameof(Sealed))]
    [Trait("Requirement", "DS-DSG-09")]
    [Trait("Requirement", "DS-MLA-06")]
    public void Encryption_that_does_not_open_is_refused_or_signed_over_and_encrypted(string input, string allowed)
    {
        Assert.Equal("OpaqueContent E1?", PlanNotation.Transform(input, Clear));
        Assert.Equal("OpaqueContent E1?", PlanNotation.Transform(input, Encrypted));
        EncapsulationPolicy allows = Clear with { AllowsOpaqueContent = true };
        Assert.Equal(allowed, PlanNotation.Transform(input, allows));
        Assert.Equal(allowed, PlanNotation.Transform(input, Encrypted with { AllowsOpaqueContent = true }));
        Assert.True(PlanNotation.Plan(input, allows).CoversOpaqueContent);
        Assert.False(PlanNotation.Plan(input, allows).TerminatesConfidentiality);
    }

    [Theory]
    [InlineData("S1(OC)")]
    [InlineData("E1(S1(OC))")]
    [InlineData("S3(E2(S2(E1(S1(OC)))))")]
    [Trait("Requirement", "DS-DSG-09")]
    public void Opened_encryption_is_not_opaque(string input) =>
        Assert.False(PlanNotation.Plan(input, Clear with { AllowsOpaqueContent = true }).CoversOpaqueContent);

    [Theory]
    [InlineData("S2[k](S1(OC))", "HistoryConflict S2")]
    [InlineData("S3(S2[k](S1(OC)))", "HistoryConflict S2")]
    [InlineData("S2[k](E1(S1(OC)))", "HistoryConflict S2")]
    [InlineData("S2[k x](S1(OC))", "HistoryConflict S2")]
    [InlineData("S3[ds](S2[k](S1(OC)))", "HistoryConflict S2")]
    [InlineData("S3[h ds](S2[k](E1(S1(OC))))", "HistoryConflict S2")]
    [InlineData("E1(S1[k](OC))", "HistoryConflict S1")]
    [InlineData("S3[ds](E1(S1[k](OC)))", "Sds(S1(OC))")]
    [Trait("Requirement", "DS-MLA-13")]
    [Trait("Requirement", "ESS-MLA-01")]
    public void Histories_in_conflict_stop_the_search(string input, string result)
    {
        Assert.Equal(result, PlanNotation.Transform(input, Clear));
        Assert.Equal(result.StartsWith("Sds", StringComparison.Ordinal) ? $"E({result})" : result, PlanNotation.Transform(input, Encrypted));
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-13")]
    public void Histories_in_conflict_below_all_that_is_looked_at_stay_where_they_are()
    {
        // The domain signature makes verification needless, and there is no encryption further in: nothing below it is processed.
        Assert.Equal("S[attrs S2](Sds(S1(OC)))", PlanNotation.Transform("S2[h ds](S1[k](OC))", Clear));
        Assert.Equal("S[attrs S2](E(Sds(S1(OC))))", PlanNotation.Transform("S2[h ds](S1[k](OC))", Encrypted));
    }

    /// <summary>Input; what becomes of it when labels are refused, issued again, dropped.</summary>
    public static TheoryData<string, string, string, string> Labels { get; } = new()
    {
        { "S2[l1](E1(S1(OC)))", "LabelDropped S2", "Sds[label S2](S1(OC))", "Sds(S1(OC))" },
        { "S3[l1](S2(E1(S1(OC))))", "LabelDropped S3", "Sds[label S3](S1(OC))", "Sds(S1(OC))" },
        { "S3[l1](S2[l1](E1(S1(OC))))", "LabelDropped S3", "Sds[label S3](S1(OC))", "Sds(S1(OC))" },
        { "S3[l1](S2[l2](E1(S1(OC))))", "LabelDropped S3", "LabelsDiffer S2", "Sds(S1(OC))" },
        { "S3[h](S2[l1](E1(S1(OC))))", "LabelDropped S2", "S[attrs S3](Sds[label S2](S1(OC)))", "S[attrs S3](Sds(S1(OC)))" },
        { "S3[l1](S2[h](S1(OC)))", "LabelDropped S3", "S[attrs S2](Sds[label S3](S1(OC)))", "S[attrs S2](Sds(S1(OC)))" },
        { "S3[h l1](S2[l1](E1(S1(OC))))", "LabelDropped S2", "S[attrs S3](Sds[label S2](S1(OC)))", "S[attrs S3](Sds(S1(OC)))" },
    };

    [Theory]
    [MemberData(nameof(Labels))]
    [Trait("Requirement", "DS-MLA-15")]
    public void Label_of_a_stripped_layer_is_refused_issued_again_or_dropped(string input, string refused, string reissued, string dropped)
    {
        Assert.Equal(refused, PlanNotation.Transform(input, Clear));
        EncapsulationPolicy reissue = Clear with { StrippedLabels = StrippedLabelHandling.Reissue };
        EncapsulationPolicy drop = Clear with { StrippedLabels = StrippedLabelHandling.Drop };
        Assert.Equal(reissued, PlanNotation.Transform(input, reissue));
        Assert.Equal(dropped, PlanNotation.Transform(input, drop));
        Assert.True(PlanNotation.Plan(input, drop).DropsLabel);
        Assert.Null(PlanNotation.Plan(input, drop).ReissuedLabel);
        if (!reissued.StartsWith("Labels", StringComparison.Ordinal))
        {
            Assert.False(PlanNotation.Plan(input, reissue).DropsLabel);
        }
    }

    [Theory]
    [InlineData("S1[l1](OC)")]
    [InlineData("S2[l1](S1[l2](OC))")]
    [InlineData("E1(S1[l1](OC))")]
    [InlineData("S2[h l1](S1(OC))")]
    [InlineData("S2[h l1](E1(S1[l2](OC)))")]
    [InlineData("S2(E1(S1(OC)))")]
    [Trait("Requirement", "DS-MLA-15")]
    public void Label_that_stays_or_is_carried_is_no_objection(string input)
    {
        foreach (StrippedLabelHandling handling in Enum.GetValues<StrippedLabelHandling>())
        {
            EncapsulationPlan plan = PlanNotation.Plan(input, Clear with { StrippedLabels = handling });
            Assert.Equal((null, false), (plan.ReissuedLabel, plan.DropsLabel));
        }
    }

    [Theory]
    [InlineData("S1(OC)", false, false)]
    [InlineData("E1(S1(OC))", true, false)]
    [InlineData("S2(E1(OC))", true, false)]
    [InlineData("S2[h](E1(S1(OC)))", true, false)]
    [InlineData("S2[h](S1(OC))", false, false)]
    [InlineData("S3(E2(S2(E1(S1(OC)))))", false, false)]
    [Trait("Requirement", "DS-SEC-05")]
    public void Confidentiality_ends_where_encryption_goes_and_none_comes(string input, bool clear, bool encrypted)
    {
        Assert.Equal(clear, PlanNotation.Plan(input, Clear).TerminatesConfidentiality);
        Assert.Equal(encrypted, PlanNotation.Plan(input, Encrypted).TerminatesConfidentiality);
    }

    [Fact]
    [Trait("Requirement", "DS-MLA-17")]
    public void Message_of_no_layers_at_all_gets_the_empty_layer()
    {
        EncapsulationPlan plan = EncapsulationPlanner.Plan([], Clear).Plan!;
        Assert.True(plan.NeedsEmptyLayer);
        Assert.Equal(EncapsulationBranch.Neither, plan.Branch);
    }

    [Theory]
    [InlineData("OC", true, "")]
    [InlineData("C1(S1(OC))", true, "1")]
    [InlineData("S2(S1(OC))", false, "0 1")]
    [InlineData("S2[h](S1(OC))", false, "0 1")]
    [InlineData("S2[ds](E1(S1[x](OC)))", false, "0")]
    [InlineData("R1", false, "0")]
    [Trait("Requirement", "DS-DSG-05")]
    public void Signature_that_is_no_domain_signature_goes_around_the_whole_message(string input, bool needsEmptyLayer, string verified)
    {
        EncapsulationPlan plan = Around(input).Plan!;
        Assert.Equal((0, needsEmptyLayer, false, false), (plan.Stripped, plan.NeedsEmptyLayer, plan.Encrypts, plan.HasOuterSignature));
        Assert.Equal(verified, string.Join(' ', plan.Verified));
        Assert.Equal((EncapsulationBranch.Neither, false, false, false), (plan.Branch, plan.DropsLabel, plan.CoversOpaqueContent, plan.TerminatesConfidentiality));
        Assert.Empty(plan.Decrypted);
    }

    [Theory]
    [InlineData("E1(S1(OC))", "Encrypted", 0)]
    [InlineData("S2(E1(S1(OC)))", "Encrypted", 1)]
    [InlineData("S2(E1?)", "OpaqueContent", 1)]
    [InlineData("S2(S1[x](OC))", "InvalidSignature", 1)]
    [InlineData("E1(S1[x](OC))", "InvalidSignature", 1)]
    public void Signature_that_is_no_domain_signature_is_refused_around_encryption(string input, string objection, int layer)
    {
        PlanResult result = Around(input);
        Assert.Null(result.Plan);
        Assert.Equal((objection, layer), (result.Objection.ToString(), result.Layer));
    }

    [Theory]
    [InlineData("E1(S1[x](OC))", true, "", false)]
    [InlineData("E1?", true, "", true)]
    [InlineData("S2(E1?)", false, "0", true)]
    [InlineData("S2(E1(S1[x](OC)))", false, "0", false)]
    [InlineData("S2(E2(S1(E1?)))", false, "0", true)]
    [InlineData("C1(S2(E1?))", true, "1", true)]
    [InlineData("S2(S1(OC))", false, "0 1", false)]
    [Trait("Requirement", "DS-DSG-09")]
    public void Who_vouches_for_nothing_that_is_encrypted_signs_around_it(string input, bool needsEmptyLayer, string verified, bool coversOpaque)
    {
        EncapsulationPlan plan = Around(input, coversEncryption: true).Plan!;
        Assert.Equal((0, needsEmptyLayer, false, coversOpaque), (plan.Stripped, plan.NeedsEmptyLayer, plan.Encrypts, plan.CoversOpaqueContent));
        Assert.Equal(verified, string.Join(' ', plan.Verified));
        Assert.Empty(plan.Decrypted);
    }

    [Theory]
    [InlineData("S2[x](E1(S1(OC)))", "InvalidSignature", 0)]
    [InlineData("S3(S2[t](E1?))", "UnjudgedSignature", 1)]
    [InlineData("S2[k](E1(OC))", "HistoryConflict", 0)]
    [Trait("Requirement", "DS-DSG-03")]
    public void What_is_outside_the_encryption_is_vouched_for_all_the_same(string input, string objection, int layer)
    {
        PlanResult result = Around(input, coversEncryption: true);
        Assert.Null(result.Plan);
        Assert.Equal((objection, layer), (result.Objection.ToString(), result.Layer));
    }

    private static PlanResult Around(string input, bool coversEncryption = false) => EncapsulationPlanner.PlanAround([.. PlanNotation.Read(input).Select(layer => layer.Layer)], coversEncryption);
}
