using System.CommandLine;

var root = new RootCommand("Vedetta, the lookout for customer contact.");
return await root.Parse(args).InvokeAsync();
