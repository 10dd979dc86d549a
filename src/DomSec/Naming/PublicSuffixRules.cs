namespace DomSec.Naming;

/// <summary>
/// The public suffix algorithm (publicsuffix.org/list: exceptions win, then the longest rule, and "*" if none matches) over a
/// list in that project's format. Immutable.
/// </summary>
internal sealed class PublicSuffixRules : IPublicSuffixRules
{
    private const string ResourceName = "DomSec.Naming.public-suffixes.dat";
    private const string DatePrefix = "// date:";

    private static readonly Lazy<PublicSuffixRules> LazyDefault = new(LoadDefault);

    private readonly Node _root = new();

    private PublicSuffixRules()
    {
    }

    /// <summary>The list that is shipped with the library.</summary>
    public static PublicSuffixRules Default => LazyDefault.Value;

    /// <summary>The day that the list gives itself in a line "// date: yyyy-MM-dd"; null when it does not.</summary>
    public string? Date { get; private set; }

    /// <summary>How many rules were read.</summary>
    public int Count { get; private set; }

    /// <summary>Reads a list. Lines that are no rules are skipped, as the format demands of comments and blank lines.</summary>
    public static PublicSuffixRules Load(TextReader reader)
    {
        var rules = new PublicSuffixRules();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith(DatePrefix, StringComparison.OrdinalIgnoreCase))
            {
                rules.Date ??= line[DatePrefix.Length..].Trim();
            }

            // "Each line is only read up to the first whitespace."
            string rule = line.Split((char[]?)null, 2)[0];
            if (rule.Length > 0 && !rule.StartsWith("//", StringComparison.Ordinal))
            {
                rules.Add(rule);
            }
        }

        return rules;
    }

    /// <inheritdoc/>
    public bool IsPublicSuffix(MailDomain domain) => domain.LabelCount > 0 && SuffixLabelCount(domain) == domain.LabelCount;

    /// <summary>How many of the last labels of a domain form its public suffix.</summary>
    public int SuffixLabelCount(MailDomain domain)
    {
        ReadOnlySpan<char> left = domain.Value;
        int longest = 1; // the default rule "*"
        int exception = 0;
        IReadOnlyList<Node> current = [_root];
        for (int depth = 1; !left.IsEmpty && current.Count > 0; depth++)
        {
            int dot = left.LastIndexOf('.');
            ReadOnlySpan<char> label = left[(dot + 1)..];
            left = dot < 0 ? default : left[..dot];
            List<Node>? next = null; // most domains end at the first label
            for (int i = 0; i < current.Count; i++)
            {
                Dictionary<string, Node> children = current[i].Children;
                if (children.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(label, out Node? named))
                {
                    (next ??= []).Add(named);
                }

                if (children.TryGetValue("*", out Node? any))
                {
                    (next ??= []).Add(any);
                }
            }

            for (int i = 0; i < next?.Count; i++)
            {
                longest = next[i].IsRule ? depth : longest;
                exception = next[i].IsException ? depth : exception;
            }

            current = next ?? [];
        }

        // An exception rule is modified by removing its leftmost label.
        return exception > 0 ? exception - 1 : longest;
    }

    private static PublicSuffixRules LoadDefault()
    {
        using Stream stream = typeof(PublicSuffixRules).Assembly.GetManifestResourceStream(ResourceName)
            ?? throw new InvalidOperationException($"The resource {ResourceName} is missing from the assembly; rebuild it.");
        using var reader = new StreamReader(stream);
        return Load(reader);
    }

    private void Add(string rule)
    {
        bool exception = rule[0] == '!';
        string[] labels = rule[(exception ? 1 : 0)..].Split('.', StringSplitOptions.RemoveEmptyEntries);
        Node node = _root;
        for (int i = labels.Length - 1; i >= 0; i--)
        {
            string label = labels[i].ToLowerInvariant();
            if (!System.Text.Ascii.IsValid(label))
            {
                if (!MailDomain.TryParse(label, out MailDomain aLabel))
                {
                    return;
                }

                label = aLabel.Value; // the list is written in U-labels, domains are held in A-labels
            }

            if (!node.Children.TryGetValue(label, out Node? child))
            {
                child = new Node();
                node.Children.Add(label, child);
            }

            node = child;
        }

        if (labels.Length > 0)
        {
            node.IsRule |= !exception;
            node.IsException |= exception;
            Count++;
        }
    }

    private sealed class Node
    {
        public Dictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        public bool IsRule { get; set; }

        public bool IsException { get; set; }
    }
}
