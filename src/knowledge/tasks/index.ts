import { BUILD_TASKS } from './builds.ts';
import type { TaskKnowledge } from './knowledge.ts';
import { SCRIPT_TASKS } from './scripts.ts';
import { SHIPPING_TASKS } from './ships.ts';

export type { TaskEffect, TaskKnowledge, TaskShell, TaskWhen } from './knowledge.ts';

const BY_NAME: ReadonlyMap<string, TaskKnowledge> = new Map([...SCRIPT_TASKS, ...BUILD_TASKS, ...SHIPPING_TASKS].map((entry) => [entry.name, entry]));

/** What is known of a task, by its name without version; null where nothing is. */
export const taskKnowledge = (name: string): TaskKnowledge | null => BY_NAME.get(name.toLowerCase()) ?? null;

/**
 * Tasks that the service itself brings and that leave nothing in the model: tools that are laid out, reports, copies.
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/tasks/reference
 */
const OTHERS: ReadonlySet<string> = new Set(
  'addonappcenter advancedsecuritycodeql-analyze advancedsecuritycodeql-autobuild advancedsecuritycodeql-init advancedsecuritydependencyscanning advancedsecurity-codeql-analyze advancedsecurity-codeql-autobuild advancedsecurity-codeql-init advancedsecurity-dependency-scanning advancedsecurity-publish androidbuild ansible appcenterdistribute appcentertest archivefiles azureappconfigurationexport azureappconfigurationimport azureappconfigurationpush azureappservicemanage azureappservicesettings azurecloudpowershelldeployment azuremonitor azurenlbmanagement azurepolicycheckgate azurespringcloud azuretestplan azurevmscalesetdeployment chefknife checkoutcode cloudloadtest componentgovernancecomponentdetection condaenvironment containerbuild containerstructuretest copyfiles copypublishbuildartifacts createuniversalpackage curluploadfiles decryptfile delay deletefiles deployvisualstudiotestagent dockerinstaller dotnetcoreinstaller downloadfileshareartifacts downloadgithubnpmpackage downloadgithubnugetpackage downloadgithubrelease downloadpackage extractfiles findsonarqube ftpupload funcoolsinstaller functoolsinstaller githubcomment gotool helminstaller iiswebappdeployment iiswebappdeploymentonmachinegroup iiswebappmanagementonmachinegroup invokerestapi javatoolinstaller jenkinsdownloadartifacts jenkinsqueuejob jira-queue kubectlinstaller kubeloginpreinstaller kubelogininstaller manualintervention manualvalidation mavencredentials mysqldeploymentonmachinegroup nodetool notationinstaller notation npmregistry nuget nugetauthenticate nugetinstaller nugetpackager nugetpublisher nugetrestore nugettoolinstaller openpolicyagentinstaller packageandroid packercbuild packerbuild powershellontargetmachines previewfeature publishcodecoverageresults publishsymbols publishtestresults publishtoazureservicebus pypipublisher querywworkitems queryworkitems quickperftest reviewapp runjmeterloadtest runsettings runvisualstudiotestsusingtestagent servicefabriccomposedeploy servicefabricdeploy servicefabricpowershell servicefabricupdateappversions servicefabricupdatemanifests sqldacpacdeploymentonmachinegroup sqlserverdacpacdeployment updateservicefabricmanifests usedotnet usenode usepythonversion userubyversion visualstudiotestplatforminstaller vssetup webdeploy windowsmachinefilecopy xamarinios xamarincomponentrestore xamarinlicense xamarintestcloud xcodepackageios securityversionreport'.split(
    ' ',
  ),
);

const MARKETPLACE: ReadonlySet<string> = new Set(['awsshellscript', 's3upload', 'terraformtaskv4']);

/** Does the service itself bring the task? Names with dots are extensions of the Marketplace. */
export const isPlatformTask = (name: string): boolean => {
  const lower = name.toLowerCase();
  return OTHERS.has(lower) || (BY_NAME.has(lower) && !MARKETPLACE.has(lower));
};
