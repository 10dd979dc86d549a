using DomSec.Benchmarks;

// See Commands for what can be said after "--".
return Commands.Run(args);
